using System.Runtime.InteropServices;

namespace Hotfixing.DotNet.Agent;

/// <summary>A method the runtime asked the shim about: <c>struct report</c> in profiler.c.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MethodReport
{
    public nint Module;
    public int Method;
    public int Outcome;

    public readonly MethodKey Key => new(Module, Method);
}
