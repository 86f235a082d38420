namespace Hotfixing.Cli.Output;

/// <summary>What a patch would do.</summary>
internal sealed record PlanPart(
    string Path,
    IReadOnlyList<string> LimitedTo,
    bool IsRefused,
    bool IsEmpty,
    IReadOnlyList<FunctionPart> Functions,
    IReadOnlyList<string> Added,
    IReadOnlyList<string> Remaining,
    IReadOnlyList<DiagnosticPart> Diagnostics)
{
    public static PlanPart Of(PatchPlan plan) => new(
        plan.Patch.Path,
        plan.Patch.Functions,
        plan.IsRefused,
        plan.IsEmpty,
        [.. plan.Replacements.Select(FunctionPart.Of)],
        plan.Added,
        plan.Remaining,
        [.. plan.Diagnostics.Select(DiagnosticPart.Of)]);
}
