using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Hotfixing.Linux;

/// <summary>
/// Holds the threads of one process still for a moment (ptrace(2), PTRACE_SEIZE). When this tool dies, even by SIGKILL, the kernel
/// lets them go on. Used by one thread at a time; nothing is held between calls.
/// </summary>
public sealed partial class ProcessTracer : IDisposable
{
    private const int RoomForThreads = 1024;
    private static readonly TimeSpan Impatience = TimeSpan.FromMilliseconds(2);

    private readonly TracingThread tracing = new();
    private readonly ThreadList list;
    private readonly List<int> present = new(RoomForThreads);
    private readonly HashSet<int> known = new(RoomForThreads);
    private readonly List<int> pending = new(RoomForThreads);
    private readonly List<int> stopped = new(RoomForThreads);
    private readonly Predicate<int> hasStoppedOrEnded;
    private readonly Target target;

    private ProcessTracer(Target target, ProcessMemory memory)
    {
        (this.target, Memory) = (target, memory);
        hasStoppedOrEnded = HasStoppedOrEnded;
        list = new ThreadList(target);
        Process = new StoppedProcess(stopped);
    }

    /// <summary>The memory of the process.</summary>
    public ProcessMemory Memory { get; }

    private StoppedProcess Process { get; }

    /// <summary>Prepares for it; the target notices nothing.</summary>
    /// <exception cref="SystemCallException">The process is gone, or may not be traced by this user.</exception>
    public static ProcessTracer Open(Target target)
    {
        var memory = ProcessMemory.Open(target);
        try
        {
            return new ProcessTracer(target, memory);
        }
        catch
        {
            memory.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Holds every thread of the process, also those that appear meanwhile, and does something in that time. Signals that arrive reach
    /// their threads. What is done must not wait, and should not make garbage: the whole process waits for it.
    /// </summary>
    /// <param name="patience">How long the threads may take to stop before all are let go on and nothing is done.</param>
    /// <param name="act">What to do; false when it was not the moment for it and nothing was done.</param>
    /// <exception cref="SystemCallException">A thread cannot be traced. The process runs on.</exception>
    public StopResult Stop(TimeSpan patience, Func<StoppedProcess, bool> act)
    {
        var result = default(StopResult);
        tracing.Run(() => result = StopOnTracingThread(patience, act));
        return result;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        tracing.Dispose();
        list.Dispose();
        Memory.Dispose();
    }

    private StopResult StopOnTracingThread(TimeSpan patience, Func<StoppedProcess, bool> act)
    {
        var start = Stopwatch.GetTimestamp();
        var isDone = false;
        var threads = 0;
        try
        {
            isDone = TryHoldAll(start, patience) && act(Process);
            threads = stopped.Count;
        }
        finally
        {
            LetGo();
        }

        return new StopResult(isDone, Stopwatch.GetElapsedTime(start), threads);
    }

    private bool TryHoldAll(long start, TimeSpan patience)
    {
        known.Clear();
        while (Stopwatch.GetElapsedTime(start) < patience)
        {
            // Threads that still ran may have started others; when a list has none that is new, all stand still.
            list.Read(present);
            foreach (var thread in present)
            {
                if (known.Add(thread) && TrySeize(thread))
                {
                    pending.Add(thread);
                    Ptrace.Interrupt(thread);
                }
            }

            if (pending.Count == 0)
            {
                return stopped.Count > 0 ? true : throw new TargetExitedException(target);
            }

            WaitForPending(start, patience);
        }

        return false;
    }

    private void WaitForPending(long start, TimeSpan patience)
    {
        while (pending.Count > 0 && Stopwatch.GetElapsedTime(start) is var elapsed && elapsed < patience)
        {
            pending.RemoveAll(hasStoppedOrEnded);
            if (pending.Count > 0)
            {
                Wait(elapsed);
            }
        }
    }

    private bool TrySeize(int thread)
    {
        var error = Ptrace.TrySeize(thread);
        return error switch
        {
            0 => true,
            Libc.NoSuchProcess => false,
            // A thread on its way out is not permitted either; anything else that runs must not go on while the others stand still.
            _ when !IsRunning(thread) => false,
            _ => throw new SystemCallException($"ptrace seize thread {thread}", error),
        };
    }

    private bool IsRunning(int thread) =>
        ProcessStatus.TryRead($"/proc/{target.ProcessId}/task/{thread}/stat") is { IsZombie: false };

    private bool HasStoppedOrEnded(int thread)
    {
        switch (TryWait(thread))
        {
            case ThreadState.Stopped:
                stopped.Add(thread);
                return true;
            case ThreadState.Ended:
                return true;
            default:
                return false;
        }
    }

    private static ThreadState TryWait(int thread)
    {
        var waited = Libc.Wait(thread, out var status, Libc.WaitForAnyThread | Libc.DoNotWait);
        if (waited <= 0)
        {
            return waited == 0 || Marshal.GetLastPInvokeError() == Libc.Interrupted ? ThreadState.Running : ThreadState.Ended;
        }

        // wait(2): 0x7f in the low byte for a stop, then the signal; ptrace(2): above them the event, 128 for PTRACE_EVENT_STOP.
        if ((status & 0xff) != 0x7f)
        {
            return ThreadState.Ended;
        }

        if (status >> 16 == 128)
        {
            return ThreadState.Stopped;
        }

        return Ptrace.Deliver(thread, (status >> 8) & 0xff) ? ThreadState.Running : ThreadState.Ended;
    }

    private static void Wait(TimeSpan elapsed)
    {
        if (elapsed < Impatience)
        {
            Thread.Yield();
        }
        else
        {
            Thread.Sleep(1);
        }
    }

    private void LetGo()
    {
        // What has not stopped yet cannot be detached, and what was killed must be waited for; the end of the tracing thread does both.
        var isAllDetached = pending.Count == 0;
        foreach (var thread in stopped)
        {
            isAllDetached &= Ptrace.Detach(thread);
        }

        stopped.Clear();
        pending.Clear();
        if (!isAllDetached)
        {
            tracing.EndAfterwards();
        }
    }

    private enum ThreadState
    {
        Running,
        Stopped,
        Ended,
    }
}
