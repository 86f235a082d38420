using Hotfixing.Linux;

namespace Hotfixing.DotNet.Inspect;

/// <summary>The moment before which a process cannot have loaded an assembly.</summary>
internal static class RuntimeStart
{
    /// <summary>
    /// A runtime is not up before this long after the fork; the process's start and the stamps of files are rounded down, by up to
    /// one clock tick each.
    /// </summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// The latest such moment known: when the runtime made its diagnostics socket, stamped by the clock that stamps files, also when
    /// a script built the program and then became it; else when the process was forked.
    /// </summary>
    public static DateTimeOffset Of(Target target)
    {
        var fork = ProcessClock.StartOf(target) + Tolerance;
        return DiagnosticSocket.Find(target).CreatedAt ?? fork;
    }
}
