namespace Hotfixing;

/// <summary>The process ended, or never existed, or another process has its id now.</summary>
public sealed class TargetExitedException(Target target, Exception? inner = null)
    : HotfixException($"{target} has ended", inner)
{
    /// <summary>The process that is gone.</summary>
    public Target Target { get; } = target;
}
