using System.Globalization;
using System.Runtime.InteropServices;

namespace Hotfixing.Linux;

/// <summary>What decides whether a process can be traced from here (ptrace(2), "Ptrace access mode checking"; proc(5)).</summary>
public sealed record TracingConditions
{
    private const string YamaScopeFile = "/proc/sys/kernel/yama/ptrace_scope";
    private const int TracingCapability = 19;

    /// <summary>Whether the kernel lets us open its memory, which takes the same rights as tracing it.</summary>
    public required bool IsPermitted { get; init; }

    /// <summary>Whether a filter keeps this process of ours from system calls that tracing takes.</summary>
    public required bool IsFiltered { get; init; }

    /// <summary>The process that traces it now; 0 for none.</summary>
    public required int Tracer { get; init; }

    /// <summary>The system's setting kernel.yama.ptrace_scope; 0 when it has none.</summary>
    public required int YamaScope { get; init; }

    /// <summary>Whether we have the capability CAP_SYS_PTRACE.</summary>
    public required bool HasCapability { get; init; }

    /// <summary>Whether it is suspended (SIGSTOP).</summary>
    public required bool IsSuspended { get; init; }

    /// <summary>Whether its main thread runs with a shadow stack.</summary>
    public required bool HasShadowStack { get; init; }

    /// <summary>Finds out; the process runs on and notices nothing.</summary>
    /// <exception cref="TargetExitedException">It has ended.</exception>
    public static TracingConditions Of(Target target)
    {
        var theirs = Fields(ProcessFile.ReadText(target, "status", ProcessIdentity.MaximumSize));
        var ours = Fields(File.ReadAllText("/proc/self/status"));
        return new TracingConditions
        {
            IsPermitted = IsMemoryOpen(target),
            IsFiltered = IsTracingFiltered() || IsCopyingFiltered(),
            Tracer = int.Parse(theirs["TracerPid"], CultureInfo.InvariantCulture),
            YamaScope = File.Exists(YamaScopeFile) ? int.Parse(File.ReadAllText(YamaScopeFile), CultureInfo.InvariantCulture) : 0,
            HasCapability = (ulong.Parse(ours["CapEff"], NumberStyles.HexNumber, CultureInfo.InvariantCulture) >> TracingCapability & 1) != 0,
            IsSuspended = theirs["State"].StartsWith('T'),
            HasShadowStack = theirs.TryGetValue("x86_Thread_features", out var features) && features.Split(' ').Contains("shstk"),
        };
    }

    private static bool IsMemoryOpen(Target target)
    {
        try
        {
            ProcessMemory.Open(target).Dispose();
            return true;
        }
        catch (SystemCallException)
        {
            return false;
        }
    }

    private static bool IsTracingFiltered()
    {
        // No process has the id 0, so that all there is to see is whether the call gets through.
        const int Nobody = 0;
        return Libc.Trace((nint)Libc.PtraceInterrupt, Nobody, 0, 0) < 0
            && Marshal.GetLastPInvokeError() is Libc.NotPermitted or Libc.AccessDenied or Libc.NotImplemented;
    }

    // Nothing is copied: all there is to see is whether the calls get through.
    private static unsafe bool IsCopyingFiltered() =>
        Libc.ReadProcess(Environment.ProcessId, null, 0, null, 0, 0) < 0 || Libc.WriteProcess(Environment.ProcessId, null, 0, null, 0, 0) < 0;

    private static Dictionary<string, string> Fields(string status) => status.Split('\n')
        .Select(l => l.Split(':', 2))
        .Where(p => p.Length == 2)
        .ToDictionary(p => p[0], p => p[1].Trim(), StringComparer.Ordinal);
}
