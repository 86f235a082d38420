namespace Hotfixing.Linux;

/// <summary>
/// Tells one execve(2) of a process from the next, which leaves its id and start time as they are. Two are equal when the process has
/// executed nothing in between; where the kernel does not randomise addresses, also when it has executed the same file again.
/// </summary>
/// <param name="File">The file of the program.</param>
/// <param name="AuxiliaryVector">What the kernel told the program when it began, in hexadecimal: addresses that it chose anew among others.</param>
public sealed record ExecutedProgram(FileIdentity File, string AuxiliaryVector)
{
    /// <summary>The longest auxiliary vector that is read, in bytes; Linux has some thirty entries of 16.</summary>
    public const int MaximumSize = 64 * 1024;

    /// <summary>Reads it (proc(5), /proc/PID/auxv). The process runs on and notices nothing.</summary>
    /// <exception cref="TargetExitedException">The process has ended.</exception>
    /// <exception cref="AccessDeniedException">The process is somebody else's.</exception>
    /// <exception cref="SystemCallException">Its file cannot be looked at.</exception>
    public static ExecutedProgram Of(Target target) => new(
        FileStatus.Of(TargetFiles.Executable(target)).Identity, Convert.ToHexString(ProcessFile.Read(target, "auxv", MaximumSize)));
}
