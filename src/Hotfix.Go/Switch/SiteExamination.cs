using Hotfixing.Go.Inspect;
using Hotfixing.Go.Link;
using Hotfixing.Go.Stage;
using Hotfixing.Linux;

namespace Hotfixing.Go.Switch;

/// <summary>Examines the functions a patch redirects, and makes their sites and the stubs of the switch.</summary>
internal sealed class SiteExamination(GoRuntime runtime)
{
    private readonly IReadOnlyList<CodeRange> growth =
        runtime.Symbols.Functions("runtime.morestack", "runtime.morestack_noctxt", "runtime.morestackc");

    /// <summary>Makes the sites of a patch. Only reads the target.</summary>
    /// <param name="image">The patch.</param>
    /// <param name="history">What earlier patches have done.</param>
    /// <param name="place">Where the stubs will be.</param>
    /// <param name="state">Where the patch's state will be.</param>
    /// <exception cref="RefusedException">A function cannot be redirected.</exception>
    public (IReadOnlyList<PatchSite> Sites, byte[] Stubs) Redirect(PatchImage image, SiteHistory history, TargetAddress place, TargetAddress state)
    {
        var stubs = new List<byte>();
        var sites = image.Detours.Select(d => Redirect(d, image.Detours.Count, history, place, state, stubs)).ToList();
        return sites.Select(s => s.Entry).Distinct().Count() == sites.Count
            ? (sites, stubs.ToArray())
            : throw new RefusedException([StageDiagnostics.OutOfDate("two functions begin at the same place")]);
    }

    private PatchSite Redirect(Detour detour, int count, SiteHistory history, TargetAddress place, TargetAddress state, List<byte> stubs)
    {
        var linked = LinkedCode(detour);
        var current = runtime.Memory.Read(detour.Entry, linked.Length);
        if (detour.Code.Length > current.Length || !detour.Code.Span.SequenceEqual(current.AsSpan(0, detour.Code.Length)))
        {
            throw new RefusedException([StageDiagnostics.OutOfDate($"the code of {detour.Function} is another")]);
        }

        if (EntryRules.WhyNot(detour.Entry, linked, a => growth.Any(g => g.Start == a)) is { } reason)
        {
            throw new RefusedException([StageDiagnostics.EntryUnfit(detour.Function, reason)]);
        }

        var whole = linked.ToArray();
        var saved = current[..PatchSite.Length];
        var expected = history.Expected(detour.Entry) ?? whole[..PatchSite.Length];
        if (!saved.AsSpan().SequenceEqual(expected) || !current.AsSpan(PatchSite.Length).SequenceEqual(whole.AsSpan(PatchSite.Length)))
        {
            throw new RefusedException([StageDiagnostics.ForeignCode(detour.Function)]);
        }

        var detoured = detour.Replacement is { } target ? NearJump.Between(detour.Entry, target) : whole[..PatchSite.Length];
        var at = place + (ulong)stubs.Count;
        var stub = SwitchStub.TryMake(at, state, detour.Entry, current, detour.Replacement, whole);
        if (stub is null)
        {
            // One function alone is switched by one write, with nothing to go through.
            return count == 1
                ? new PatchSite(detour.Function, detour.Entry, saved, null, detoured)
                : throw new RefusedException([StageDiagnostics.NotRelocatable(detour.Function)]);
        }

        stubs.AddRange(stub);
        while (stubs.Count % (int)SwitchStub.Alignment != 0)
        {
            stubs.Add(0xcc);
        }

        return new PatchSite(detour.Function, detour.Entry, saved, NearJump.Between(detour.Entry, at), detoured);
    }

    private ReadOnlySpan<byte> LinkedCode(Detour detour)
    {
        var process = runtime.Process;
        var entry = process.Bias.Linked(detour.Entry);
        return process.Functions.Find(entry) is { } function && function.Entry == entry
            ? process.Image.Read(entry, (int)(function.End - entry))
            : throw new RefusedException([StageDiagnostics.OutOfDate($"no function begins at {detour.Entry}")]);
    }
}
