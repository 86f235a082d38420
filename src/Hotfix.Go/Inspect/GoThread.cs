using Hotfixing.Linux;

namespace Hotfixing.Go.Inspect;

/// <summary>A thread as Go's runtime keeps it (runtime.m).</summary>
/// <param name="ThreadId">Its id, as the process itself sees it.</param>
/// <param name="SignalStack">The first address of the stack its signal handlers run on.</param>
/// <param name="SignalStackEnd">The address after that stack's last.</param>
internal readonly record struct GoThread(int ThreadId, TargetAddress SignalStack, TargetAddress SignalStackEnd)
{
    /// <summary>Whether a stack pointer lies on the stack for signals.</summary>
    public bool IsOnSignalStack(TargetAddress stackPointer) => stackPointer >= SignalStack && stackPointer < SignalStackEnd;
}
