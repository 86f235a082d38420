namespace Hotfixing.Cli.Output;

/// <summary>What was taken back.</summary>
internal sealed record RevertPart(
    IReadOnlyList<int> Ids, IReadOnlyList<string> Functions, double DurationMilliseconds, double StoodStillMilliseconds)
{
    public static RevertPart Of(RevertedPatch reverted) => new(
        [.. reverted.Ids.Select(i => i.Number)],
        reverted.Functions,
        reverted.Duration.TotalMilliseconds,
        reverted.StoodStill.TotalMilliseconds);
}
