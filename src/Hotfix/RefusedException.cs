namespace Hotfixing;

/// <summary>What was asked for is refused; the target is unchanged.</summary>
public sealed class RefusedException(IReadOnlyList<Diagnostic> diagnostics)
    : HotfixException(string.Join(Environment.NewLine, diagnostics))
{
    /// <summary>Why, at least one of them a refusal.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; } = diagnostics;
}
