using System.Buffers.Binary;

namespace Hotfixing.Linux;

/// <summary>
/// The signal frames that lead a stopped thread through system calls and back to where it was: each is one that rt_sigreturn takes its
/// registers from. The first ones lead to a system call, the last one holds the thread's own state.
/// </summary>
/// <remarks>
/// struct rt_sigframe (arch/x86/include/asm/sigframe.h) is a return address and a struct ucontext (include/uapi/asm-generic/ucontext.h):
/// flags 8, link 8, stack_t 24, struct sigcontext 256 (arch/x86/include/uapi/asm/sigcontext.h), signal mask 8. What follows is not read.
/// </remarks>
internal static class SignalFrames
{
    /// <summary>The distance from one frame to the next, in bytes.</summary>
    public const int FrameSize = 320;

    /// <summary>All signals but SIGKILL and SIGSTOP, which cannot be blocked.</summary>
    public const ulong AllSignals = ~(1UL << 8 | 1UL << 18);

    private const int ContextField = sizeof(ulong);
    private const int StackFlagsField = ContextField + 24;
    private const int RegistersField = ContextField + 40;
    private const int MaskField = RegistersField + 256;

    // UC_FP_XSTATE, UC_SIGCONTEXT_SS and UC_STRICT_RESTORE_SS (arch/x86/include/uapi/asm/ucontext.h).
    private const ulong HasExtendedState = 1;
    private const ulong HasStackSegment = 2 | 4;

    // No valid mode, so that the kernel leaves the thread's stack for signals as it is (kernel/signal.c, do_sigaltstack).
    private const uint InvalidStackMode = 0x40;

    private const ulong InterruptsAndReserved = 0x202;
    private const ulong NoSystemCall = ulong.MaxValue;
    private const ulong SystemCallSize = 2;
    private const ulong Reserve = 256;

    /// <summary>Lays out the frames at the end of a stack.</summary>
    /// <param name="registers">The thread's general registers.</param>
    /// <param name="mask">The signals it blocks.</param>
    /// <param name="extendedState">Its other registers, as ptrace hands them out.</param>
    /// <param name="loan">What it is to do, and where.</param>
    /// <returns>What to write where, and the registers that set the thread going.</returns>
    /// <exception cref="NotSupportedException">The stack is too small, or the state is not laid out as it should be.</exception>
    public static (TargetAddress Start, byte[] Bytes, ThreadRegisters Registers) Build(
        in ThreadRegisters registers, ulong mask, ReadOnlySpan<byte> extendedState, ThreadLoan loan)
    {
        var extended = ExtendedState.ForSignalFrame(extendedState);
        var extendedPlace = loan.StackEnd.Value - Reserve - (ulong)extended.Length & ~(ExtendedState.Alignment - 1);
        var start = extendedPlace - (ulong)(loan.Calls.Count * FrameSize);
        if (loan.StackEnd.Value - start + Reserve > loan.StackSize)
        {
            throw new NotSupportedException($"a stack for signals of {loan.StackSize} bytes is too small to borrow the thread");
        }

        var bytes = new byte[extendedPlace - start + (ulong)extended.Length];
        extended.CopyTo(bytes, (int)(extendedPlace - start));
        for (var i = 0; i < loan.Calls.Count; i++)
        {
            var isLast = i == loan.Calls.Count - 1;
            var frame = bytes.AsSpan(i * FrameSize, FrameSize);
            BinaryPrimitives.WriteUInt64LittleEndian(frame, loan.SignalReturn.Value);
            BinaryPrimitives.WriteUInt64LittleEndian(frame[ContextField..], isLast ? HasStackSegment | HasExtendedState : HasStackSegment);
            BinaryPrimitives.WriteUInt32LittleEndian(frame[StackFlagsField..], InvalidStackMode);
            WriteRegisters(
                frame[RegistersField..MaskField],
                isLast ? Resumed(registers) : Calling(registers, loan, i + 1, start),
                isLast ? extendedPlace : 0);
            BinaryPrimitives.WriteUInt64LittleEndian(frame[MaskField..], isLast ? mask : AllSignals);
        }

        return (new TargetAddress(start), bytes, Calling(registers, loan, 0, start));
    }

    /// <summary>The state with which a thread goes on: a system call that its stop has interrupted is made again, as the kernel would.</summary>
    private static ThreadRegisters Resumed(ThreadRegisters registers)
    {
        if ((long)registers.OriginalRax < 0)
        {
            return registers;
        }

        // include/linux/errno.h. What is needed to go on with a call that has a time limit is lost in rt_sigreturn; it says EINTR instead.
        const long RestartSystemCall = -512, RestartWithoutInterruption = -513, RestartWithoutHandler = -514, RestartFromBlock = -516;
        switch ((long)registers.Rax)
        {
            case RestartSystemCall or RestartWithoutInterruption or RestartWithoutHandler:
                registers.Rax = registers.OriginalRax;
                registers.Rip -= SystemCallSize;
                break;
            case RestartFromBlock:
                registers.Rax = unchecked((ulong)-Libc.Interrupted);
                break;
        }

        return registers;
    }

    private static ThreadRegisters Calling(ThreadRegisters registers, ThreadLoan loan, int index, ulong start)
    {
        var call = loan.Calls[index];
        registers.Rip = loan.SystemCall.Value;
        registers.Rsp = start + (ulong)(index * FrameSize);
        registers.Rax = call.Number;
        registers.OriginalRax = NoSystemCall;
        registers.Flags = InterruptsAndReserved;
        registers.Rdi = call.Arguments.ElementAtOrDefault(0);
        registers.Rsi = call.Arguments.ElementAtOrDefault(1);
        registers.Rdx = call.Arguments.ElementAtOrDefault(2);
        registers.R10 = call.Arguments.ElementAtOrDefault(3);
        registers.R8 = call.Arguments.ElementAtOrDefault(4);
        registers.R9 = call.Arguments.ElementAtOrDefault(5);
        return registers;
    }

    private static void WriteRegisters(Span<byte> context, in ThreadRegisters r, ulong extendedState)
    {
        ReadOnlySpan<ulong> words =
        [
            r.R8, r.R9, r.R10, r.R11, r.R12, r.R13, r.R14, r.R15, r.Rdi, r.Rsi, r.Rbp, r.Rbx, r.Rdx, r.Rax, r.Rcx, r.Rsp, r.Rip, r.Flags,
            r.Cs & 0xffff | (r.Ss & 0xffff) << 48, 0, 0, 0, 0, extendedState,
        ];
        for (var i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(context[(i * sizeof(ulong))..], words[i]);
        }
    }
}
