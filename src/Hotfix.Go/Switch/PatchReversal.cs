using System.Diagnostics;

using Hotfixing.Go.Inspect;
using Hotfixing.Go.Stage;
using Hotfixing.Linux;

namespace Hotfixing.Go.Switch;

/// <summary>Takes patches back, each as a whole, the latest first.</summary>
internal sealed class PatchReversal(GoRuntime runtime, SafeMoment moment)
{
    /// <summary>Takes back a patch and every later one; null means the latest.</summary>
    /// <exception cref="RefusedException">No such patch is in effect, or another tool has changed its functions.</exception>
    /// <exception cref="ApplyFailedException">No moment came in which it could be done.</exception>
    public RevertedPatch Run(PatchId? id)
    {
        var start = Stopwatch.GetTimestamp();
        var active = new PatchRecovery(runtime, moment).Run().Where(p => p.IsInEffect).ToList();
        var first = id is null ? active.Count - 1 : active.FindIndex(p => p.Id == id);
        if (first < 0)
        {
            throw new RefusedException([StageDiagnostics.NoSuchPatch(runtime.Process.Target, id)]);
        }

        var patches = active.Skip(first).Reverse().ToList();
        var switches = patches.Select(p => new PatchSwitch(runtime.Memory, p.Header.Place, p.Record!.Sites)).ToList();
        List<PatchSite> returns = [.. patches.SelectMany(p => p.Record!.Returns)];
        var entries = patches.SelectMany(p => p.Record!.Sites).Concat(returns).Select(s => s.Entry).Distinct();
        TakeBack(switches, returns, new SiteGate(runtime, entries.Where(HasOwnCode)));

        return new RevertedPatch(
            [.. patches.Select(p => p.Id)],
            [.. patches.SelectMany(p => p.Record!.Sites).Select(s => s.Function).Distinct(StringComparer.Ordinal)],
            Stopwatch.GetElapsedTime(start),
            moment.StoodStill);
    }

    // A patch may have given a function its own first bytes back, and then there is code that somebody may be in the middle of; and so in
    // the patch's own functions.
    private bool HasOwnCode(TargetAddress entry) => runtime.Memory.Read(entry, PatchSite.Length)[0] != NearJump.Opcode;

    private void TakeBack(List<PatchSwitch> switches, List<PatchSite> returns, SiteGate gate)
    {
        var isBegun = false;
        try
        {
            if (!moment.TryDo(gate.Prepare, p => gate.IsOpen(p) && (isBegun = true) && SwitchOff(switches, returns)))
            {
                throw new ApplyFailedException("nothing was taken back: no moment came in which it was safe", TargetState.Unchanged);
            }
        }
        catch (SystemCallException e)
        {
            throw new ApplyFailedException($"taking back failed: {e.Message}", isBegun ? TargetState.Unknown : TargetState.Unchanged, e);
        }
    }

    private bool SwitchOff(List<PatchSwitch> switches, List<PatchSite> returns)
    {
        foreach (var one in switches)
        {
            one.Off();
        }

        // If the tool dies here, the next one sees from the patches' states that these are missing.
        foreach (var site in returns)
        {
            runtime.Memory.Write(site.Entry, site.Detour);
        }

        return true;
    }
}
