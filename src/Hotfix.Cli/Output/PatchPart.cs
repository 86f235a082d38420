namespace Hotfixing.Cli.Output;

/// <summary>A patch that is applied.</summary>
internal sealed record PatchPart(
    int Id,
    string Source,
    DateTimeOffset AppliedAt,
    string AppliedBy,
    IReadOnlyList<FunctionPart> Functions,
    double DurationMilliseconds,
    double StoodStillMilliseconds)
{
    public static PatchPart Of(AppliedPatch patch) => new(
        patch.Id.Number,
        patch.Source,
        patch.AppliedAt,
        patch.AppliedBy,
        [.. patch.Replacements.Select(FunctionPart.Of)],
        patch.Duration.TotalMilliseconds,
        patch.StoodStill.TotalMilliseconds);
}
