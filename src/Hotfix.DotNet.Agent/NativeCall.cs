using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hotfixing.DotNet.Agent;

/// <summary>One call the shim makes on its own thread: <c>struct call</c> in profiler.c.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeCall
{
    public nint Function;
    public NativeArguments Arguments;
    public long Result;

    /// <summary>A call of a COM method: the object is its first argument.</summary>
    public static NativeCall Method(nint instance, int slot, params ReadOnlySpan<nint> arguments)
    {
        var call = new NativeCall { Function = ComObject.Slot(instance, slot) };
        call.Arguments[0] = instance;
        for (var i = 0; i < arguments.Length; i++)
        {
            call.Arguments[i + 1] = arguments[i];
        }

        return call;
    }

    /// <summary>The result as an HRESULT.</summary>
    public readonly int Outcome => (int)Result;

    [InlineArray(10)]
    internal struct NativeArguments
    {
        private nint first;
    }
}
