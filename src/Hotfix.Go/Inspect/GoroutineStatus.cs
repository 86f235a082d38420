namespace Hotfixing.Go.Inspect;

/// <summary>What a goroutine does (runtime/runtime2.go, 1.19 to 1.26).</summary>
internal enum GoroutineStatus : uint
{
    /// <summary>It is being made.</summary>
    Idle = 0,

    /// <summary>It waits for a processor.</summary>
    Runnable = 1,

    /// <summary>It runs.</summary>
    Running = 2,

    /// <summary>It is in the kernel.</summary>
    InSystemCall = 3,

    /// <summary>It waits for something.</summary>
    Waiting = 4,

    /// <summary>It has ended, and may be used again.</summary>
    Dead = 6,

    /// <summary>Its stack is being moved.</summary>
    StackMoves = 8,

    /// <summary>It was stopped where it was.</summary>
    Preempted = 9,

    /// <summary>The bits that hold the status; the one above says that its stack is being looked at.</summary>
    Mask = 0xfff,
}
