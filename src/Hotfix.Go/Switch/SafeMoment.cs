using System.Diagnostics;

using Hotfixing.Linux;

namespace Hotfixing.Go.Switch;

/// <summary>Holds a process still, again and again if need be, until a moment comes in which something can be done.</summary>
internal sealed class SafeMoment(ProcessTracer tracer)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan FirstPatience = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPatience = TimeSpan.FromSeconds(1);

    /// <summary>How long the process stood still in all.</summary>
    public TimeSpan StoodStill { get; private set; }

    /// <summary>Does something while the process is held.</summary>
    /// <param name="prepare">Called before each attempt, while the process runs.</param>
    /// <param name="act">Called while it is held; false when this is not the moment and nothing was done.</param>
    /// <returns>False when no such moment came in time.</returns>
    public bool TryDo(Action prepare, Func<StoppedProcess, bool> act)
    {
        tracer.Rehearse();
        var start = Stopwatch.GetTimestamp();
        for (var patience = FirstPatience; Stopwatch.GetElapsedTime(start) < Deadline; patience = Longer(patience))
        {
            prepare();
            var result = tracer.Stop(patience, act);
            StoodStill += result.StoodStill;
            if (result.IsDone)
            {
                return true;
            }

            Thread.Sleep(1);
        }

        return false;
    }

    private static TimeSpan Longer(TimeSpan patience) => patience * 2 < LongestPatience ? patience * 2 : LongestPatience;
}
