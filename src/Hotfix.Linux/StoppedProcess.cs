namespace Hotfixing.Linux;

/// <summary>A process whose threads are all held still.</summary>
public sealed class StoppedProcess
{
    private readonly List<int> threads;

    internal StoppedProcess(List<int> threads) => this.threads = threads;

    /// <summary>How many threads it has.</summary>
    public int Count => threads.Count;

    /// <summary>Says where a thread stands; null when it was killed while it was held.</summary>
    /// <param name="index">From 0, in no particular order.</param>
    public StoppedThread? Thread(int index) =>
        Ptrace.TryReadRegisters(threads[index], out var registers)
            ? new StoppedThread(threads[index], new TargetAddress(registers.Rip), new TargetAddress(registers.Rsp))
            : null;
}
