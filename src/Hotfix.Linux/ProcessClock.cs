namespace Hotfixing.Linux;

/// <summary>Tells when a process started, in the time files are stamped with.</summary>
public static class ProcessClock
{
    /// <summary>
    /// When the process was forked, at most one clock tick (usually 10 ms) after what is returned. A program it executes later
    /// starts later. Wrong by as much as the clock was set forward or back since.
    /// </summary>
    public static DateTimeOffset StartOf(Target target)
    {
        // Not from btime in /proc/stat: that has whole seconds only, and containers may show one of their own.
        var boot = Now(Libc.RealTimeClock) - Now(Libc.BootTimeClock);
        return DateTimeOffset.UnixEpoch + boot + Ticks(target.StartTime);
    }

    /// <summary>How long a number of clock ticks is.</summary>
    public static TimeSpan Ticks(long count) =>
        TimeSpan.FromTicks(count * TimeSpan.TicksPerSecond / Libc.Configuration(Libc.ClockTicks));

    private static TimeSpan Now(int clock) =>
        Libc.ReadClock(clock, out var time) == 0
            ? TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromTicks(time.Nanoseconds / TimeSpan.NanosecondsPerTick)
            : throw new SystemCallException("clock_gettime", System.Runtime.InteropServices.Marshal.GetLastPInvokeError());
}
