namespace Hotfixing.DotNet.Agent;

/// <summary>
/// The calls of ICorProfilerInfo10 the agent needs. Slots are those of corprof.idl (dotnet/runtime, src/coreclr/inc). What the
/// runtime refuses on managed threads goes through the shim's thread.
/// </summary>
internal sealed unsafe class Profiler(ShimLibrary shim)
{
    private const int GetModuleMetaData = 21;
    private const int GetILFunctionBody = 22;
    private const int EnumModules = 66;
    private const int RequestRevert = 74;
    private const int SetEventMask2 = 82;
    private const int RequestReJITWithInliners = 96;

    private const int ModuleEnumGetCount = 6;
    private const int ModuleEnumNext = 7;

    private const int EnableRejit = 0x40000;
    private const int MonitorSuspends = 0x10000;

    // COR_PRF_REJIT_BLOCK_INLINING | COR_PRF_REJIT_INLINING_CALLBACKS: with the first alone, a patched method that inlines another
    // patched one silently loses its own new body.
    private const int RejitFlags = 3;

    private readonly nint info = shim.ProfilerInfo;

    /// <summary>The ids of all loaded modules.</summary>
    public nint[] Modules()
    {
        nint enumerator;
        ComObject.Check(Run(NativeCall.Method(info, EnumModules, (nint)(&enumerator))), "EnumModules");
        try
        {
            uint count;
            ComObject.Check(ComObject.Call(enumerator, ModuleEnumGetCount, (nint)(&count)), "GetCount");
            var modules = new nint[count];
            uint fetched;
            fixed (nint* first = modules)
            {
                ComObject.Check(ComObject.Call(enumerator, ModuleEnumNext, (nint)count, (nint)first, (nint)(&fetched)), "Next");
            }

            return modules[..(int)fetched];
        }
        finally
        {
            ComObject.Release(enumerator);
        }
    }

    /// <summary>
    /// A metadata interface of each module, 0 where the runtime has none. The interfaces themselves may be called on any thread.
    /// </summary>
    /// <param name="modules">The modules' ids.</param>
    /// <param name="openFlags">ofRead 0 or ofWrite 1 (corhdr.h).</param>
    /// <param name="interfaceId">Which interface.</param>
    public nint[] Metadata(ReadOnlySpan<nint> modules, int openFlags, Guid interfaceId)
    {
        var found = new nint[modules.Length];
        var calls = new NativeCall[modules.Length];
        fixed (nint* first = found)
        {
            for (var i = 0; i < modules.Length; i++)
            {
                calls[i] = NativeCall.Method(info, GetModuleMetaData, modules[i], openFlags, (nint)(&interfaceId), (nint)(first + i));
            }

            shim.Run(calls);
        }

        for (var i = 0; i < found.Length; i++)
        {
            // S_FALSE: a module without metadata.
            found[i] = calls[i].Outcome == 0 ? found[i] : 0;
        }

        return found;
    }

    /// <summary>The body the method was built with, as it lies in the image; false when it has none.</summary>
    public bool TryGetBody(MethodKey method, out ReadOnlySpan<byte> body)
    {
        byte* start;
        uint size;
        var outcome = ComObject.Call(info, GetILFunctionBody, method.Module, method.Token, (nint)(&start), (nint)(&size));
        body = outcome < 0 ? default : new ReadOnlySpan<byte>(start, (int)size);
        return outcome >= 0;
    }

    /// <summary>
    /// Has the methods, and whatever inlined them, compiled anew with the body that is staged for them. From the moment this returns
    /// every new call goes to the new body; no thread is stopped.
    /// </summary>
    public void RequestBodies(List<MethodKey> methods)
    {
        var (modules, tokens) = Split(methods);
        fixed (nint* m = modules)
        fixed (int* t = tokens)
        {
            var call = NativeCall.Method(info, RequestReJITWithInliners, RejitFlags, methods.Count, (nint)m, (nint)t);
            ComObject.Check(Run(call), "RequestReJITWithInliners");
        }
    }

    /// <summary>Brings back the native code the methods had before any request.</summary>
    /// <returns>The HRESULT of each.</returns>
    public int[] RequestOriginals(List<MethodKey> methods)
    {
        var (modules, tokens) = Split(methods);
        var outcomes = new int[methods.Count];
        fixed (nint* m = modules)
        fixed (int* t = tokens)
        fixed (int* o = outcomes)
        {
            ComObject.Check(Run(NativeCall.Method(info, RequestRevert, methods.Count, (nint)m, (nint)t, (nint)o)), "RequestRevert");
        }

        return outcomes;
    }

    /// <summary>Has the runtime report its suspensions.</summary>
    public void BeginWatchingSuspensions() =>
        ComObject.Check(Run(NativeCall.Method(info, SetEventMask2, EnableRejit | MonitorSuspends, 0)), "SetEventMask2");

    /// <summary>Ends that. If the runtime refuses, it goes on reporting, which does no harm.</summary>
    public void EndWatchingSuspensions() => Run(NativeCall.Method(info, SetEventMask2, EnableRejit, 0));

    private int Run(NativeCall call)
    {
        shim.Run(new Span<NativeCall>(ref call));
        return call.Outcome;
    }

    private static (nint[] Modules, int[] Tokens) Split(List<MethodKey> methods)
    {
        var modules = new nint[methods.Count];
        var tokens = new int[methods.Count];
        for (var i = 0; i < modules.Length; i++)
        {
            (modules[i], tokens[i]) = methods[i];
        }

        return (modules, tokens);
    }
}
