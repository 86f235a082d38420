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
        TakeBack(switches, [.. patches.SelectMany(p => p.Record!.Returns)]);

        return new RevertedPatch(
            [.. patches.Select(p => p.Id)],
            [.. patches.SelectMany(p => p.Record!.Sites).Select(s => s.Function).Distinct(StringComparer.Ordinal)],
            Stopwatch.GetElapsedTime(start),
            moment.StoodStill);
    }

    private void TakeBack(List<PatchSwitch> switches, List<PatchSite> returns)
    {
        var isBegun = false;
        var gate = new SiteGate(runtime, returns.Select(r => r.Entry).Where(e => runtime.Memory.Read(e, 1)[0] != NearJump.Opcode));
        try
        {
            if (!moment.TryDo(gate.Prepare, p => gate.IsOpen(p) && (isBegun = true) && SwitchOff(switches, returns)))
            {
                throw new ApplyFailedException("nothing was taken back: the target's threads did not come to rest", TargetState.Unchanged);
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
