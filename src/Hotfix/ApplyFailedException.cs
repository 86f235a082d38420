namespace Hotfixing;

/// <summary>A change of the target failed.</summary>
public sealed class ApplyFailedException : HotfixException
{
    /// <summary>Says what failed and what it left behind.</summary>
    public ApplyFailedException(string message, TargetState targetState, Exception? inner = null) : base(message, inner) =>
        TargetState = targetState;

    /// <summary>The state the target is in now.</summary>
    public TargetState TargetState { get; }
}
