using Hotfixing.Go.Inspect;
using Hotfixing.Go.Stage;
using Hotfixing.Linux;

namespace Hotfixing.Go.Switch;

/// <summary>
/// Finishes what a tool that was killed has left half-way. The state of each patch says whether its code is in effect, which is so already
/// for who runs it; the entries of its functions are made to agree.
/// </summary>
internal sealed class PatchRecovery(GoRuntime runtime, SafeMoment moment)
{
    /// <summary>Does so, if there is anything; returns the patches as they are then.</summary>
    /// <exception cref="RefusedException">Another tool has changed what would be changed, or a record is damaged.</exception>
    /// <exception cref="ApplyFailedException">No moment came in which it could be done.</exception>
    public IReadOnlyList<StagedPatch> Run()
    {
        // What was interrupted counts as reverted then, and a reverted patch leads back to what it had replaced.
        Finish();
        return Finish();
    }

    private IReadOnlyList<StagedPatch> Finish()
    {
        var patches = PatchRegistry.Read(runtime);
        if (patches.FirstOrDefault(p => p.Record is null) is { } damaged)
        {
            throw new RefusedException([StageDiagnostics.RecordDamaged(damaged.Id)]);
        }

        var history = new SiteHistory(patches);
        var (wrong, interrupted) = (Wrong(runtime, history), Interrupted(patches));
        if (wrong.Count == 0 && interrupted.Count == 0)
        {
            return patches;
        }

        foreach (var place in wrong.Where(p => !history.IsKnown(p, Bytes(p))))
        {
            throw new RefusedException([StageDiagnostics.ForeignCode(history.Function(place))]);
        }

        // Only where no jump stands can anybody be behind the first byte.
        var gate = new SiteGate(runtime, wrong.Where(p => Bytes(p)[0] != NearJump.Opcode));
        return moment.TryDo(gate.Prepare, p => gate.IsOpen(p) && Settle(history, wrong, interrupted))
            ? PatchRegistry.Read(runtime)
            : throw new ApplyFailedException("an interrupted change could not be finished: no moment came in which it was safe", TargetState.Unchanged);
    }

    /// <summary>Whether there is something to finish.</summary>
    public static bool IsDue(GoRuntime runtime, IReadOnlyList<StagedPatch> patches) =>
        Interrupted(patches).Count > 0 || Wrong(runtime, new SiteHistory(patches)).Count > 0;

    private static List<StagedPatch> Interrupted(IReadOnlyList<StagedPatch> patches) =>
        [.. patches.Where(p => p.State == PatchState.Switching || p.State != p.Header.State)];

    private static List<TargetAddress> Wrong(GoRuntime runtime, SiteHistory history) =>
        [.. history.Places.Where(p => !runtime.Memory.Read(p, PatchSite.Length).AsSpan().SequenceEqual(history.Expected(p)))];

    private bool Settle(SiteHistory history, List<TargetAddress> wrong, List<StagedPatch> interrupted)
    {
        foreach (var place in wrong)
        {
            runtime.Memory.Write(place, history.Expected(place));
        }

        foreach (var patch in interrupted)
        {
            var state = patch.State == PatchState.Switching ? PatchState.Reverted : patch.State;
            runtime.Memory.WriteHalf(patch.Header.Place + PatchHeader.StateField, (uint)state);
        }

        return true;
    }

    private byte[] Bytes(TargetAddress place) => runtime.Memory.Read(place, PatchSite.Length);
}
