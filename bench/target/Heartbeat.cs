using System.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace BenchTarget;

/// <summary>
/// A thread that looks at the clock without a pause and remembers the longest time it did not get to, and the longest such time that
/// waiting for a processor does not account for: only that can be somebody holding the thread.
/// </summary>
internal sealed class Heartbeat
{
    private const long Noticeable = 50_000;
    private const long LongestReading = 40_000;
    private const int Attempts = 100;
    private readonly Thread _thread;
    private long _longest;
    private long _longestHeld;
    private volatile bool _stopped;

    public Heartbeat() => _thread = new Thread(Beat) { IsBackground = true };

    public void Start() => _thread.Start();

    public void Stop()
    {
        _stopped = true;
        _thread.Join();
    }

    /// <summary>The two times since the last call, in nanoseconds.</summary>
    public (long Longest, long LongestHeld) Take() => (Interlocked.Exchange(ref _longest, 0), Interlocked.Exchange(ref _longestHeld, 0));

    private void Beat()
    {
        using SafeFileHandle scheduler = File.OpenHandle("/proc/thread-self/schedstat");
        _ = TryRead(scheduler, out long waited);
        long last = Stopwatch.GetTimestamp();
        while (!_stopped)
        {
            long now = Stopwatch.GetTimestamp();
            long gap = (long)Stopwatch.GetElapsedTime(last, now).TotalNanoseconds;
            last = now;
            Raise(ref _longest, gap);
            if (gap < Noticeable)
            {
                Raise(ref _longestHeld, gap);
                continue;
            }

            long waitedBefore = waited;
            if (TryRead(scheduler, out waited))
            {
                Raise(ref _longestHeld, gap - (waited - waitedBefore));
            }
            else
            {
                // How long of the gap it waited cannot be told any more; the next gap begins with a reading that can.
                for (int attempt = 0; attempt < Attempts && !TryRead(scheduler, out waited); attempt++)
                {
                }
            }

            last = Stopwatch.GetTimestamp();
        }
    }

    /// <summary>Reads it; false when the thread was interrupted meanwhile, so that the number belongs to no moment.</summary>
    private static bool TryRead(SafeFileHandle scheduler, out long waited)
    {
        long start = Stopwatch.GetTimestamp();
        waited = Waited(scheduler);
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds < LongestReading;
    }

    /// <summary>How long the thread has waited for a processor, in nanoseconds: the second number (Linux, Documentation/scheduler/sched-stats.rst).</summary>
    private static long Waited(SafeFileHandle scheduler)
    {
        Span<byte> text = stackalloc byte[128];
        text = text[..RandomAccess.Read(scheduler, text, 0)];
        text = text[(text.IndexOf((byte)' ') + 1)..];
        long value = 0;
        foreach (byte digit in text[..text.IndexOf((byte)' ')])
        {
            value = (value * 10) + digit - '0';
        }

        return value;
    }

    private static void Raise(ref long longest, long value)
    {
        if (value > Volatile.Read(ref longest))
        {
            Volatile.Write(ref longest, value);
        }
    }
}
