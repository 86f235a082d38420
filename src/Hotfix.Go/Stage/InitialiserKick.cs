using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;

using Hotfixing.Go.Inspect;
using Hotfixing.Go.Link;
using Hotfixing.Linux;

namespace Hotfixing.Go.Stage;

/// <summary>
/// Has a target run a patch's initialisers: the runtime's goroutine that forces a collection every two minutes is led through the kick, which
/// starts a goroutine for them, when its time comes next; and that time is made to be now.
/// </summary>
/// <remarks>runtime/proc.go, forcegchelper and sysmon, 1.19 to 1.26; runtime/mgc.go, gcTrigger.test.</remarks>
internal sealed class InitialiserKick
{
    /// <summary>How long initialisers may take.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private const uint StatusWaiting = 4;
    private const uint DefaultPercent = 100;
    private const uint NotStarted = 0;
    private const uint Done = 3;
    private const uint Panicked = 4;
    private const int MaximumMessage = 512;

    private readonly GoRuntime runtime;
    private readonly CodeRange parking;
    private readonly TargetAddress collector;
    private readonly TargetAddress goroutine;
    private readonly TargetAddress monitor;
    private readonly TargetAddress schedulerLock;
    private readonly TargetAddress period;
    private readonly TargetAddress percent;
    private readonly TargetAddress lastCollection;

    public InitialiserKick(GoRuntime runtime)
    {
        this.runtime = runtime;
        var (symbols, layout) = (runtime.Symbols, runtime.Layout);
        parking = symbols.Function("runtime.gopark");
        collector = symbols["runtime.forcegc"];
        goroutine = runtime.Memory.ReadPointer(collector + layout.CollectorGoroutine);
        monitor = symbols["runtime.sched"] + layout.MonitorWaits;
        schedulerLock = symbols["runtime.sched"] + layout.SchedulerLock + layout.LockKey;
        period = symbols["runtime.forcegcperiod"];
        percent = symbols["runtime.gcController"] + layout.CollectorPercent;
        lastCollection = symbols["runtime.memstats"] + layout.LastCollection;
        if (goroutine.Value == 0 || layout.MonitorNote != layout.MonitorWaits + sizeof(ulong))
        {
            throw new RefusedException([InspectDiagnostics.NotUnderstood(runtime.Process.Target, "its runtime has no goroutine that could start initialisers")]);
        }
    }

    /// <summary>Writes what the kick takes back, while nothing leads there yet.</summary>
    public void Prepare(InitialiserRun run)
    {
        var before = (int)runtime.Memory.ReadHalf(percent);
        var restored = new byte[4 * sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(restored, period.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(restored.AsSpan(8), runtime.Memory.ReadWord(period));
        BinaryPrimitives.WriteUInt64LittleEndian(restored.AsSpan(16), before < 0 ? percent.Value : 0);
        BinaryPrimitives.WriteInt64LittleEndian(restored.AsSpan(24), before);
        runtime.Memory.Write(run.Restored, restored);
    }

    /// <summary>Whether the goroutine waits where it should. A kick of a tool that was killed since has not run yet otherwise.</summary>
    public bool IsParked => parking.Contains(SavedCounter) && IsIdle;

    /// <summary>Sets the goroutine on its way through the kick. All threads must be held. False when it is not waiting.</summary>
    public bool TryKick(InitialiserRun run)
    {
        var isTakenBack = runtime.Memory.ReadWord(run.Restored + 2 * sizeof(ulong)) != 0;
        if (!CanWake() || !parking.Contains(SavedCounter) || (int)runtime.Memory.ReadHalf(percent) < 0 != isTakenBack)
        {
            return false;
        }

        // The kick returns to where the goroutine waited; its stack pointer and counter change in one write.
        var stack = runtime.Memory.ReadPointer(goroutine + runtime.Layout.SavedStackPointer);
        var top = new TargetAddress(stack.Value - sizeof(ulong));
        runtime.Memory.WriteWord(top, SavedCounter.Value);
        Resume(top, run.Kick);
        Wake();
        return true;
    }

    /// <summary>Makes the runtime schedule the goroutine now. All threads must be held. False when it is not waiting.</summary>
    public bool TryWake()
    {
        if (!CanWake())
        {
            return false;
        }

        Wake();
        return true;
    }

    /// <summary>Takes a kick back that has not run yet. All threads must be held.</summary>
    public bool TryTakeBack(InitialiserRun run)
    {
        if (runtime.Memory.ReadHalf(run.State) != NotStarted || !CanWake() || SavedCounter != run.Kick)
        {
            return true;
        }

        var top = runtime.Memory.ReadPointer(goroutine + runtime.Layout.SavedStackPointer);
        Resume(top + sizeof(ulong), runtime.Memory.ReadPointer(top));
        runtime.Memory.WriteWord(period, runtime.Memory.ReadWord(run.Restored + 8));
        if (runtime.Memory.ReadWord(run.Restored + 16) != 0)
        {
            runtime.Memory.WriteHalf(percent, (uint)runtime.Memory.ReadWord(run.Restored + 24));
        }

        return true;
    }

    /// <summary>Waits for the initialisers; returns what went wrong, or null.</summary>
    public string? Await(InitialiserRun run, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        var state = NotStarted;
        while (Stopwatch.GetElapsedTime(start) < Deadline && !cancellation.IsCancellationRequested)
        {
            state = runtime.Memory.ReadHalf(run.State);
            if (state >= Done)
            {
                break;
            }

            Thread.Sleep(1);
        }

        var current = (int)runtime.Memory.ReadWord(run.Current);
        var name = current >= 0 && current < run.Functions.Count ? run.Functions[current] : "an initialiser";
        return state switch
        {
            Done => null,
            Panicked => $"{name} panicked: {Message(run)}",
            > Panicked => $"{name} ended its goroutine",
            NotStarted => "the runtime did not start the initialisers",
            _ => $"{name} did not return",
        };
    }

    // A number of four bytes in 1.19, of one byte later.
    private bool IsIdle => (byte)runtime.Memory.ReadHalf(collector + runtime.Layout.CollectorIsIdle) == 1;

    private TargetAddress SavedCounter => runtime.Memory.ReadPointer(goroutine + runtime.Layout.SavedCounter);

    private string Message(InitialiserRun run)
    {
        var length = (int)Math.Min(runtime.Memory.ReadWord(run.MessageLength), MaximumMessage);
        return Encoding.UTF8.GetString(runtime.Memory.Read(run.Message, length));
    }

    // Otherwise it is about to be woken already, and would be queued twice.
    private bool CanWake() =>
        runtime.Memory.ReadHalf(goroutine + runtime.Layout.Status) == StatusWaiting
        && IsIdle
        && runtime.Memory.ReadWord(schedulerLock) == 0
        && runtime.Memory.ReadWord(collector + runtime.Layout.CollectorLock + runtime.Layout.LockKey) == 0;

    private void Resume(TargetAddress stack, TargetAddress counter)
    {
        Span<byte> both = stackalloc byte[2 * sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(both, stack.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(both[sizeof(ulong)..], counter.Value);
        runtime.Memory.WriteAtOnce(goroutine + runtime.Layout.SavedStackPointer, both);
    }

    private void Wake()
    {
        runtime.Memory.WriteWord(period, 1);
        if (runtime.Memory.ReadWord(lastCollection) == 0)
        {
            runtime.Memory.WriteWord(lastCollection, 1);
        }

        if ((int)runtime.Memory.ReadHalf(percent) < 0)
        {
            runtime.Memory.WriteHalf(percent, DefaultPercent);
        }

        // A monitor that sleeps is woken by its note; it looks there again since the stop has cut its sleep short.
        Span<byte> waits = stackalloc byte[2 * sizeof(ulong)];
        runtime.Memory.Read(monitor, waits);
        if (waits[0] != 0)
        {
            waits[0] = 0;
            BinaryPrimitives.WriteUInt64LittleEndian(waits[sizeof(ulong)..], 1);
            runtime.Memory.WriteAtOnce(monitor, waits);
        }
    }
}
