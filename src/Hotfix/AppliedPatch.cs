namespace Hotfixing;

/// <summary>One patch that is in effect in a target, as the target itself remembers it.</summary>
public sealed record AppliedPatch
{
    /// <summary>Its number within the target.</summary>
    public required PatchId Id { get; init; }

    /// <summary>The path it was made from, as its operator gave it, made absolute.</summary>
    public required string Source { get; init; }

    /// <summary>When it was applied.</summary>
    public required DateTimeOffset AppliedAt { get; init; }

    /// <summary>The user who applied it.</summary>
    public required string AppliedBy { get; init; }

    /// <summary>The functions it replaced, each with how far it took.</summary>
    public required IReadOnlyList<Replacement> Replacements { get; init; }

    /// <summary>How long the change took inside the target, from its first to its last action.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>How long the target's threads were held still in that time.</summary>
    public required TimeSpan StoodStill { get; init; }
}
