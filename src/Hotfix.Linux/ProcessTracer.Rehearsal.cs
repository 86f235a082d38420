using System.Diagnostics;

namespace Hotfixing.Linux;

/// <summary>Goes through a stop without one.</summary>
public sealed partial class ProcessTracer
{
    // The kernel gives no thread an id as high as this (include/linux/threads.h, PID_MAX_LIMIT).
    private const int NoThread = int.MaxValue;

    /// <summary>
    /// Does what a stop does, with a thread that does not exist: code takes long when it runs for the first time, and here nobody waits
    /// for it. The target notices nothing.
    /// </summary>
    /// <exception cref="SystemCallException">The process is gone.</exception>
    public void Rehearse() => tracing.Run(() =>
    {
        list.Read(present);
        pending.Add(NoThread);
        TrySeize(NoThread);
        Ptrace.Interrupt(NoThread);
        WaitForPending(Stopwatch.GetTimestamp(), Impatience);
        Ptrace.TryReadRegisters(NoThread, out _);
        Ptrace.Detach(NoThread);
        pending.Clear();
    });
}
