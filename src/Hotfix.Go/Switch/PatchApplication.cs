using System.Buffers.Binary;
using System.Diagnostics;

using Hotfixing.Go.Inspect;
using Hotfixing.Go.Stage;
using Hotfixing.Linux;

namespace Hotfixing.Go.Switch;

/// <summary>Applies a linked patch: memory, link, slots, initialisers, switch, each step only when all before it has succeeded.</summary>
internal sealed class PatchApplication
{
    private readonly GoRuntime runtime;
    private readonly ProcessTracer tracer;
    private readonly PreparedPatch patch;
    private readonly ModuleLink link;
    private readonly InitialiserKick? kick;
    private readonly PatchSwitch onOff;
    private readonly SiteGate gate;
    private readonly SafeMoment moment;
    private TargetState state = TargetState.Unchanged;

    /// <summary>Prepares everything. Only reads the target.</summary>
    public PatchApplication(GoRuntime runtime, ProcessTracer tracer, SafeMoment moment, PreparedPatch patch)
    {
        (this.runtime, this.tracer, this.moment, this.patch) = (runtime, tracer, moment, patch);
        link = new ModuleLink(runtime, patch);
        kick = patch.Image.Initialisers is null ? null : new InitialiserKick(runtime);
        onOff = new PatchSwitch(runtime.Memory, patch.Header, patch.Sites);
        gate = new SiteGate(runtime, patch.Sites.Where(s => s.Saved[0] != NearJump.Opcode).Select(s => s.Entry));
    }

    /// <summary>Does it.</summary>
    /// <exception cref="RefusedException">The target refuses it; nothing in it has changed.</exception>
    /// <exception cref="ApplyFailedException">It failed; the old code is in effect.</exception>
    public void Run(IProgress<string>? progress, CancellationToken cancellation)
    {
        try
        {
            Apply(progress, cancellation);
        }
        catch (SystemCallException e)
        {
            var what = state == TargetState.Unknown ? "whether the patch is in effect is not certain" : "the patch was not applied";
            throw new ApplyFailedException($"{what}: {e.Message}", state, e);
        }
    }

    private void Apply(IProgress<string>? progress, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        if (kick is not null)
        {
            AwaitEarlierKick();
        }

        cancellation.ThrowIfCancellationRequested();
        progress?.Report("mapping memory");
        new AreaMapper(runtime, tracer).Map(patch.Areas);
        state = TargetState.Restored;
        foreach (var block in patch.Blocks)
        {
            runtime.Memory.Write(block.Start, block.Bytes.Span);
        }

        cancellation.ThrowIfCancellationRequested();
        if (kick is null && patch.Image.Fills.Count == 0)
        {
            // Nothing has to happen between the two, so that one stop does for both.
            var isLinked = false;
            Do("switched", p => gate.IsOpen(p) && (isLinked || (isLinked = link.TryLink())) && SwitchOn());
        }
        else
        {
            Do("linked", _ => link.TryLink());
            Fill();
            Initialise(progress, cancellation);
            Do("switched", p => gate.IsOpen(p) && SwitchOn());
        }

        Record(Stopwatch.GetElapsedTime(start));
    }

    private bool SwitchOn()
    {
        state = TargetState.Unknown;
        try
        {
            onOff.On();
            return true;
        }
        catch (SystemCallException)
        {
            onOff.Off();
            state = TargetState.Restored;
            throw;
        }
    }

    private void Do(string what, Func<StoppedProcess, bool> act)
    {
        if (!moment.TryDo(gate.Prepare, act))
        {
            throw new ApplyFailedException($"the patch could not be {what}: no moment came in which it was safe", TargetState.Restored);
        }
    }

    private void Fill()
    {
        Span<byte> value = stackalloc byte[sizeof(ulong)];
        foreach (var fill in patch.Image.Fills)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(value, fill.Value);
            runtime.Memory.Write(fill.Address, value[..fill.Width]);
        }
    }

    private void Initialise(IProgress<string>? progress, CancellationToken cancellation)
    {
        if (kick is null || patch.Image.Initialisers is not { } run)
        {
            return;
        }

        progress?.Report("running initialisers");
        if (!moment.TryDo(() => kick.Prepare(run), _ => kick.TryKick(run)))
        {
            throw new ApplyFailedException("the target's runtime did not come to rest, so that initialisers could not be started", TargetState.Restored);
        }

        if (kick.Await(run, cancellation) is { } failure)
        {
            moment.TryDo(() => { }, _ => kick.TryTakeBack(run));
            cancellation.ThrowIfCancellationRequested();
            throw new ApplyFailedException($"{failure}; the patch is not switched on", TargetState.Restored);
        }

        runtime.Memory.WriteHalf(patch.Header + PatchHeader.StateField, (uint)PatchState.Initialised);
    }

    private void AwaitEarlierKick()
    {
        if (kick!.IsParked)
        {
            return;
        }

        moment.TryDo(() => { }, _ => kick.IsParked || kick.TryWake());
        if (!SpinWait.SpinUntil(() => kick.IsParked, InitialiserKick.Deadline))
        {
            throw new RefusedException([StageDiagnostics.OutOfDate("initialisers of an earlier patch are still being started")]);
        }
    }

    private void Record(TimeSpan duration)
    {
        Span<byte> times = stackalloc byte[2 * sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(times, duration.Ticks);
        BinaryPrimitives.WriteInt64LittleEndian(times[sizeof(long)..], moment.StoodStill.Ticks);
        runtime.Memory.Write(patch.Header + PatchHeader.TimesField, times);
    }
}
