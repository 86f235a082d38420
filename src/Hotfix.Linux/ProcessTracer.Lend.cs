using System.Diagnostics;

namespace Hotfixing.Linux;

/// <summary>Borrows single threads.</summary>
public sealed partial class ProcessTracer
{
    /// <summary>
    /// Makes one thread do system calls and go back to what it did, whether this tool lives on or not: it is only set on its way, which
    /// leads through signal frames on its own stack for signals. Returns before it is back.
    /// </summary>
    /// <param name="thread">The thread's id.</param>
    /// <param name="patience">How long it may take to stop.</param>
    /// <param name="isFit">Says of the stopped thread whether it may be borrowed where it stands.</param>
    /// <param name="loan">What it is to do.</param>
    /// <returns>False when the thread is gone, does not stop, or is not fit; then it goes on untouched.</returns>
    /// <exception cref="SystemCallException">The thread cannot be traced.</exception>
    /// <exception cref="NotSupportedException">Its state does not fit on its stack for signals.</exception>
    public bool TryLend(int thread, TimeSpan patience, Predicate<StoppedThread> isFit, ThreadLoan loan)
    {
        var isLent = false;
        tracing.Run(() =>
        {
            try
            {
                isLent = TryHold(thread, patience) && TryLendHeld(thread, isFit, loan);
            }
            finally
            {
                LetGo();
            }
        });
        return isLent;
    }

    private bool TryHold(int thread, TimeSpan patience)
    {
        if (!TrySeize(thread))
        {
            return false;
        }

        pending.Add(thread);
        Ptrace.Interrupt(thread);
        WaitForPending(Stopwatch.GetTimestamp(), patience);
        return stopped.Count > 0;
    }

    private bool TryLendHeld(int thread, Predicate<StoppedThread> isFit, ThreadLoan loan)
    {
        if (!Ptrace.TryReadRegisters(thread, out var registers)
            || !isFit(new StoppedThread(thread, new TargetAddress(registers.Rip), new TargetAddress(registers.Rsp)))
            || !Ptrace.TryReadSignalMask(thread, out var mask)
            || Ptrace.TryReadExtendedState(thread) is not { } extended)
        {
            return false;
        }

        // The order matters: the frames lie in unused memory; one call sets all registers, and from then on the way back is certain;
        // the mask comes after it, since only the last frame could give the thread its signals back.
        var (start, bytes, lent) = SignalFrames.Build(registers, mask, extended, loan);
        Memory.Write(start, bytes);
        if (!Ptrace.TryWriteRegisters(thread, lent))
        {
            return false;
        }

        Ptrace.TryWriteSignalMask(thread, SignalFrames.AllSignals);
        return true;
    }
}
