namespace Hotfixing.Go.Check;

/// <summary>What a patch changes, once it is known what may be changed.</summary>
internal sealed record CheckedChanges
{
    /// <summary>The functions both programs have whose code differs: new code calls their new versions.</summary>
    public required IReadOnlySet<string> Changed { get; init; }

    /// <summary>Those of them that old code is led to, in the order of their names.</summary>
    public required IReadOnlyList<string> Redirected { get; init; }

    /// <summary>The functions that are new.</summary>
    public required IReadOnlyList<string> Added { get; init; }

    /// <summary>Refusals, warnings and notes.</summary>
    public required IReadOnlyList<Diagnostic> Diagnostics { get; init; }
}
