using System.Globalization;

using Hotfixing.Go.Inspect;
using Hotfixing.Linux;

namespace Hotfixing.Go.Stage;

/// <summary>
/// Chooses which of a target's threads is to map the memory: one that idles rather than one that works, and never one in C code, whose
/// critical sections nobody here knows.
/// </summary>
internal static class ThreadChoice
{
    // System call numbers of x64, in the order in which they are preferred.
    private static readonly string[] Preferred = ["202", "232", "281"];
    private const int AnyCall = 10;
    private const int Working = 20;
    private const int Asleep = 15;
    private static readonly string[] Sleeps = ["35", "230"];

    /// <summary>Go's threads with their ids as seen from here, best first.</summary>
    public static IReadOnlyList<(int ThreadId, GoThread Thread)> Candidates(GoRuntime runtime)
    {
        var ids = OuterIds(runtime.Process.Target);
        return [.. runtime.Threads()
            .Where(t => ids.ContainsKey(t.ThreadId))
            .Select(t => (ThreadId: ids[t.ThreadId], Thread: t))
            .OrderBy(c => Rank(runtime.Process.Target, c.ThreadId))];
    }

    // In a container the runtime knows its threads by other ids than we do.
    private static Dictionary<int, int> OuterIds(Target target)
    {
        var ids = new Dictionary<int, int>();
        foreach (var thread in ThreadIds.Of(target))
        {
            ids[thread.Inner] = thread.Outer;
        }

        return ids;
    }

    private static int Rank(Target target, int thread)
    {
        var call = ThreadIds.SystemCallOf(target, thread);
        return Array.IndexOf(Preferred, call) is var rank and >= 0 ? rank
            : Sleeps.Contains(call) ? Asleep
            : int.TryParse(call, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? AnyCall : Working;
    }
}
