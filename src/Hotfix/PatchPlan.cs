namespace Hotfixing;

/// <summary>
/// What applying a patch would do. Immutable and printable; making one changes nothing in the target. An engine derives its own
/// kind, which also carries what it needs to apply the plan.
/// </summary>
public abstract class PatchPlan
{
    /// <summary>The process the plan was made for.</summary>
    public required Target Target { get; init; }

    /// <summary>What was asked for.</summary>
    public required Patch Patch { get; init; }

    /// <summary>The functions whose code changes.</summary>
    public required IReadOnlyList<Replacement> Replacements { get; init; }

    /// <summary>What the new version adds: functions, types and variables, by name.</summary>
    public required IReadOnlyList<string> Added { get; init; }

    /// <summary>What goes on running as it is, and until when.</summary>
    public required IReadOnlyList<string> Remaining { get; init; }

    /// <summary>Notes, warnings and refusals, worst first.</summary>
    public required IReadOnlyList<Diagnostic> Diagnostics { get; init; }

    /// <summary>Whether a refusal stands in the way.</summary>
    public bool IsRefused => Diagnostics.Any(d => d.Severity == Severity.Refusal);

    /// <summary>Whether there is nothing to do: the rebuilt program equals the running one, and no earlier patch is in the way.</summary>
    public required bool IsEmpty { get; init; }
}
