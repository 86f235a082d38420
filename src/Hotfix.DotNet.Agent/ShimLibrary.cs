using System.Runtime.InteropServices;

using Hotfixing.DotNet.Protocol;

namespace Hotfixing.DotNet.Agent;

/// <summary>The exports of profiler.c.</summary>
internal sealed unsafe class ShimLibrary
{
    private static ShimLibrary? loaded;

    private readonly delegate* unmanaged<nint, int, byte*, int, int> stage;
    private readonly delegate* unmanaged<nint, int, long> delivered;
    private readonly delegate* unmanaged<MethodReport*, uint, uint> takeInliners;
    private readonly delegate* unmanaged<MethodReport*, uint, uint> takeErrors;
    private readonly delegate* unmanaged<nint> profilerInfo;
    private readonly delegate* unmanaged<long*, void> suspensions;
    private readonly delegate* unmanaged<NativeCall*, int, int> run;

    private ShimLibrary(nint library)
    {
        stage = (delegate* unmanaged<nint, int, byte*, int, int>)NativeLibrary.GetExport(library, "hotfix_stage");
        delivered = (delegate* unmanaged<nint, int, long>)NativeLibrary.GetExport(library, "hotfix_delivered");
        takeInliners = (delegate* unmanaged<MethodReport*, uint, uint>)NativeLibrary.GetExport(library, "hotfix_take_inliners");
        takeErrors = (delegate* unmanaged<MethodReport*, uint, uint>)NativeLibrary.GetExport(library, "hotfix_take_errors");
        profilerInfo = (delegate* unmanaged<nint>)NativeLibrary.GetExport(library, "hotfix_profiler_info");
        suspensions = (delegate* unmanaged<long*, void>)NativeLibrary.GetExport(library, "hotfix_suspensions");
        run = (delegate* unmanaged<NativeCall*, int, int>)NativeLibrary.GetExport(library, "hotfix_run");
    }

    public static string PathIn(string directory) => Path.Combine(directory, AgentProtocol.ProfilerFile);

    /// <summary>The library at this path: the very one the runtime attached, when it has.</summary>
    public static ShimLibrary Load(string path) => loaded ??= new ShimLibrary(NativeLibrary.Load(path));

    /// <summary>The ICorProfilerInfo10 of the runtime; 0 until the library is attached.</summary>
    public nint ProfilerInfo => profilerInfo();

    /// <summary>How long the runtime was suspended while it was watched, in nanoseconds since the library was loaded.</summary>
    public long SuspendedNanoseconds
    {
        get
        {
            var countAndTime = stackalloc long[2];
            suspensions(countAndTime);
            return countAndTime[1];
        }
    }

    /// <summary>Decides the body the method gets when the runtime next asks; null is the one it was built with.</summary>
    public void Stage(MethodKey method, byte[]? body)
    {
        fixed (byte* bytes = body)
        {
            ComObject.Check(stage(method.Module, method.Token, bytes, body?.Length ?? 0), "staging a body");
        }
    }

    /// <summary>Whether the runtime has taken the body that is staged for the method.</summary>
    public bool IsDelivered(MethodKey method) => delivered(method.Module, method.Token) > 0;

    /// <summary>Takes the list of methods compiled again because they had inlined a patched one.</summary>
    public List<MethodReport> TakeInliners() => Take(takeInliners);

    /// <summary>Takes the list of methods whose new body the runtime did not accept.</summary>
    public List<MethodReport> TakeErrors() => Take(takeErrors);

    /// <summary>Makes the calls in order on a thread the runtime does not know.</summary>
    public void Run(Span<NativeCall> calls)
    {
        fixed (NativeCall* first = calls)
        {
            var error = run(first, calls.Length);
            if (error != 0)
            {
                throw new InvalidOperationException($"no thread could be made (error {error})");
            }
        }
    }

    private static List<MethodReport> Take(delegate* unmanaged<MethodReport*, uint, uint> take)
    {
        const int Capacity = 256;
        var reports = new List<MethodReport>();
        var buffer = stackalloc MethodReport[Capacity];
        uint count;
        while ((count = take(buffer, Capacity)) > 0)
        {
            for (var i = 0; i < count; i++)
            {
                reports.Add(buffer[i]);
            }
        }

        return reports;
    }
}
