namespace Hotfixing.Linux;

/// <summary>What a thread needs to make system calls for us and to find its way back by itself.</summary>
public sealed record ThreadLoan
{
    /// <summary>The end of the thread's stack for signals: the address after its last byte. Nothing of it may be in use.</summary>
    public required TargetAddress StackEnd { get; init; }

    /// <summary>The size of that stack, in bytes.</summary>
    public required ulong StackSize { get; init; }

    /// <summary>Where the target has the instructions <c>syscall; ret</c>.</summary>
    public required TargetAddress SystemCall { get; init; }

    /// <summary>Where the target has the code that makes the system call rt_sigreturn.</summary>
    public required TargetAddress SignalReturn { get; init; }

    /// <summary>The system calls, in their order. Their results are lost: what they did has to show elsewhere.</summary>
    public required IReadOnlyList<SystemCallRequest> Calls { get; init; }
}
