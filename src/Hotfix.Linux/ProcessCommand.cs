namespace Hotfixing.Linux;

/// <summary>How a process was started (proc(5)).</summary>
/// <param name="Arguments">The command line; a process may overwrite it. Empty for a kernel thread.</param>
/// <param name="Executable">The program's file as seen from here, without the mark of a deleted one; null when it is not shown to us.</param>
/// <param name="CurrentDirectory">The folder it is in now; null when it is not shown to us.</param>
public sealed record ProcessCommand(IReadOnlyList<string> Arguments, string? Executable, string? CurrentDirectory)
{
    /// <summary>The longest command line that is read, in bytes: more than the kernel lets a process have (execve(2)).</summary>
    public const int MaximumSize = 8 * 1024 * 1024;

    /// <summary>Reads it.</summary>
    /// <exception cref="TargetExitedException">The process has ended.</exception>
    /// <exception cref="AccessDeniedException">The process is somebody else's.</exception>
    public static ProcessCommand Read(Target target) => new(
        ProcessFile.ReadText(target, "cmdline", MaximumSize).Split('\0', StringSplitOptions.RemoveEmptyEntries),
        ProcessFile.TryReadLink(target, "exe") is { } path ? MemoryMapping.WithoutDeletionMark(path) : null,
        ProcessFile.TryReadLink(target, "cwd"));
}
