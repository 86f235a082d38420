namespace Hotfixing.Linux;

/// <summary>What came of holding a process still.</summary>
/// <param name="IsDone">Whether what was to be done was done; if not, nothing was, and it may be tried again.</param>
/// <param name="StoodStill">How long it took from asking the first thread to stop until the last one was let go.</param>
/// <param name="Threads">How many threads were held.</param>
public readonly record struct StopResult(bool IsDone, TimeSpan StoodStill, int Threads);
