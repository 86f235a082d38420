namespace Hotfixing.Linux;

/// <summary>Where a thread stands that is held still.</summary>
/// <param name="ThreadId">Its id.</param>
/// <param name="InstructionPointer">The instruction it runs next.</param>
/// <param name="StackPointer">The top of its stack.</param>
public readonly record struct StoppedThread(int ThreadId, TargetAddress InstructionPointer, TargetAddress StackPointer);
