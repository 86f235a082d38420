namespace Hotfixing.Cli.Output;

/// <summary>The one document a command prints with <c>--json</c>; the parts a command does not have are left out. See docs/json.md.</summary>
internal sealed record Document
{
    /// <summary>The command; "hotfix" without one.</summary>
    public required string Command { get; init; }

    /// <summary>The exit code the command ends with.</summary>
    public required int ExitCode { get; init; }

    /// <summary>What went wrong.</summary>
    public ErrorPart? Error { get; init; }

    /// <summary>What is to be known of the target; the refusals of an error.</summary>
    public IReadOnlyList<DiagnosticPart>? Diagnostics { get; init; }

    /// <summary>Processes.</summary>
    public IReadOnlyList<ProcessPart>? Processes { get; init; }

    /// <summary>How many processes of other users could not be looked at.</summary>
    public int? HiddenProcesses { get; init; }

    /// <summary>The process the command was about.</summary>
    public ProcessPart? Process { get; init; }

    /// <summary>What a patch would do.</summary>
    public PlanPart? Plan { get; init; }

    /// <summary>The patch that was applied.</summary>
    public PatchPart? Applied { get; init; }

    /// <summary>The patches that are applied, oldest first.</summary>
    public IReadOnlyList<PatchPart>? Patches { get; init; }

    /// <summary>What was taken back.</summary>
    public RevertPart? Reverted { get; init; }

    /// <summary>The patch file that was made.</summary>
    public BuiltPart? Built { get; init; }
}
