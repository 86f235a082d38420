using Hotfixing.Go.Inspect;
using Hotfixing.Go.Stage;

namespace Hotfixing.Go;

/// <summary>Tells which patches are in effect in a process, from what it holds itself.</summary>
internal static class AppliedPatches
{
    /// <summary>Reads them, oldest first; the process runs on.</summary>
    /// <exception cref="RefusedException">What a patch has left about itself is damaged.</exception>
    public static IReadOnlyList<AppliedPatch> Read(GoRuntime runtime)
    {
        var patches = PatchRegistry.Read(runtime);
        var history = new SiteHistory(patches);
        return [.. patches.Where(p => p.IsInEffect).Select(p => Describe(runtime, history, p))];
    }

    private static AppliedPatch Describe(GoRuntime runtime, SiteHistory history, StagedPatch patch)
    {
        var record = patch.Record ?? throw new RefusedException([StageDiagnostics.RecordDamaged(patch.Id)]);
        return new AppliedPatch
        {
            Id = patch.Id,
            Source = record.Source,
            AppliedAt = record.AppliedAt,
            AppliedBy = record.AppliedBy,
            Replacements =
            [
                .. record.Sites.GroupBy(s => s.Function).Select(g => new Replacement(
                    g.Key, Path.GetFileName(runtime.Process.Program), Effect(g.Select(s => Effect(runtime, history, s))))),
            ],
            Duration = patch.Header.Duration,
            StoodStill = patch.Header.StoodStill,
        };
    }

    // A function that earlier patches replaced has a site in the code of each of them.
    private static string Effect(IEnumerable<string> sites) => string.Join("; ", sites.Distinct());

    private static string Effect(GoRuntime runtime, SiteHistory history, PatchSite site)
    {
        var bytes = runtime.Memory.Read(site.Entry, PatchSite.Length);
        return bytes.AsSpan().SequenceEqual(site.Detour) ? "in effect"
            : bytes.AsSpan().SequenceEqual(site.Bridge) ? "in effect; the change was interrupted"
            : history.IsKnown(site.Entry, bytes) ? "replaced by a later patch"
            : "overwritten by another tool";
    }
}
