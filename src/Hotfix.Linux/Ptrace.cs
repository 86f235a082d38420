using System.Runtime.InteropServices;

namespace Hotfixing.Linux;

/// <summary>
/// The requests of ptrace(2) that are used; stepping is not among them, since a target whose tracer dies in a step dies with it. All
/// must come from the thread that seized.
/// </summary>
internal static class Ptrace
{
    /// <summary>The longest extended state that is read, in bytes: AVX-512 and AMX take 11 KB.</summary>
    public const int MaximumExtendedState = 32 * 1024;

    private const nint GeneralRegisters = 1;
    private const nint ExtendedState = 0x202;
    private const nint SignalSetSize = 8;

    /// <summary>Makes this thread of ours the tracer of a thread, which runs on. Returns 0 or the error number.</summary>
    public static int TrySeize(int thread)
    {
        TargetOperations.Announce("seize");
        return Libc.Trace((nint)Libc.PtraceSeize, thread, 0, 0) < 0 ? Marshal.GetLastPInvokeError() : 0;
    }

    /// <summary>Asks a seized thread to stop; false when it has ended.</summary>
    public static bool Interrupt(int thread) => Request("interrupt", Libc.PtraceInterrupt, thread, 0, 0);

    /// <summary>Lets a thread that has stopped for a signal go on to receive it; false when it has ended.</summary>
    public static bool Deliver(int thread, int signal) => Request("cont", Libc.PtraceContinue, thread, 0, signal);

    /// <summary>Lets a stopped thread go; false when it has ended.</summary>
    public static bool Detach(int thread) => Request("detach", Libc.PtraceDetach, thread, 0, 0);

    /// <summary>Reads the general registers of a stopped thread; false when it has ended.</summary>
    public static unsafe bool TryReadRegisters(int thread, out ThreadRegisters registers)
    {
        fixed (ThreadRegisters* place = &registers)
        {
            var part = new Libc.MemoryPart { Start = (nuint)place, Length = (nuint)sizeof(ThreadRegisters) };
            return Request("getregset", Libc.PtraceGetRegisters, thread, GeneralRegisters, (nint)(&part));
        }
    }

    /// <summary>Writes the general registers of a stopped thread; false when it has ended.</summary>
    public static unsafe bool TryWriteRegisters(int thread, in ThreadRegisters registers)
    {
        fixed (ThreadRegisters* place = &registers)
        {
            var part = new Libc.MemoryPart { Start = (nuint)place, Length = (nuint)sizeof(ThreadRegisters) };
            return Request("setregset", Libc.PtraceSetRegisters, thread, GeneralRegisters, (nint)(&part));
        }
    }

    /// <summary>Reads the floating-point and vector registers of a stopped thread, as XSAVE lays them out; null when it has ended.</summary>
    public static unsafe byte[]? TryReadExtendedState(int thread)
    {
        var bytes = new byte[MaximumExtendedState];
        fixed (byte* place = bytes)
        {
            var part = new Libc.MemoryPart { Start = (nuint)place, Length = (nuint)bytes.Length };
            return Request("getregset", Libc.PtraceGetRegisters, thread, ExtendedState, (nint)(&part)) ? bytes[..(int)part.Length] : null;
        }
    }

    /// <summary>Reads which signals a stopped thread blocks; false when it has ended.</summary>
    public static unsafe bool TryReadSignalMask(int thread, out ulong mask)
    {
        fixed (ulong* place = &mask)
        {
            return Request("getsigmask", Libc.PtraceGetSignalMask, thread, SignalSetSize, (nint)place);
        }
    }

    /// <summary>Sets which signals a stopped thread blocks; false when it has ended.</summary>
    public static unsafe bool TryWriteSignalMask(int thread, ulong mask) =>
        Request("setsigmask", Libc.PtraceSetSignalMask, thread, SignalSetSize, (nint)(&mask));

    private static bool Request(string name, long request, int thread, nint address, nint data)
    {
        TargetOperations.Announce(name);
        if (Libc.Trace((nint)request, thread, address, data) >= 0)
        {
            return true;
        }

        var error = Marshal.GetLastPInvokeError();
        return error == Libc.NoSuchProcess ? false : throw new SystemCallException($"ptrace {name} thread {thread}", error);
    }
}
