using System.Diagnostics;

namespace BenchTarget;

/// <summary>A thread that looks at the clock without a pause and remembers the longest time it did not get to.</summary>
internal sealed class Heartbeat
{
    private readonly Thread _thread;
    private long _longest;
    private volatile bool _stopped;

    public Heartbeat() => _thread = new Thread(Beat) { IsBackground = true };

    public void Start() => _thread.Start();

    public void Stop()
    {
        _stopped = true;
        _thread.Join();
    }

    public TimeSpan TakeLongestGap() => Stopwatch.GetElapsedTime(0, Interlocked.Exchange(ref _longest, 0));

    private void Beat()
    {
        long last = Stopwatch.GetTimestamp();
        while (!_stopped)
        {
            long now = Stopwatch.GetTimestamp();
            if (now - last > Volatile.Read(ref _longest))
            {
                Volatile.Write(ref _longest, now - last);
            }

            last = now;
        }
    }
}
