using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Hotfixing.Linux;

/// <summary>What the kernel says of a process (proc(5), /proc/PID/stat).</summary>
/// <param name="ProcessId">Its id.</param>
/// <param name="Name">The first 15 bytes of the program's name.</param>
/// <param name="StartTime">When it started, in clock ticks since boot (field 22).</param>
/// <param name="State">What it is doing (field 3).</param>
public sealed record ProcessStatus(int ProcessId, string Name, long StartTime, char State)
{
    /// <summary>The longest stat file that is read, in bytes: 52 numbers and a short name.</summary>
    public const int MaximumSize = 8 * 1024;

    /// <summary>PF_EXITING (include/linux/sched.h): set before the process gives back its memory, which then looks like that of none.</summary>
    private const uint Exiting = 0x4;

    private const int StateField = 3;
    private const int FlagsField = 9;
    private const int StartTimeField = 22;

    /// <summary>Whether it has ended and only its parent has not noticed yet, or is about to end and can do nothing more.</summary>
    public bool IsZombie => State is 'Z' or 'X' || IsExiting;

    /// <summary>Whether it is on its way out of the system (field 9).</summary>
    public bool IsExiting { get; init; }

    /// <summary>The process by its full name: id and start time.</summary>
    public Target Target => new(ProcessId, StartTime);

    /// <summary>Reads it; null when there is no such process.</summary>
    public static ProcessStatus? TryRead(int processId) => TryRead($"/proc/{processId}/stat");

    /// <summary>Reads what is said of a process or of a thread; null when there is none.</summary>
    internal static ProcessStatus? TryRead(string path)
    {
        try
        {
            return TryParse(Encoding.UTF8.GetString(ProcessFile.ReadAll(path, MaximumSize)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The running process with this id; null when there is none, or when it has ended and is only waited for.</summary>
    public static Target? TryFind(int processId) => TryRead(processId) is { IsZombie: false } status ? status.Target : null;

    /// <summary>Whether the process still runs; another one that has its id now is not it.</summary>
    public static bool IsRunning(Target target) => TryFind(target.ProcessId) == target;

    /// <summary>
    /// Whether it is certain that the process has ended, among those of our own pid namespace: a process that is only hidden from us
    /// (proc(5), hidepid) has not.
    /// </summary>
    public static bool HasEnded(Target target) => TryRead(target.ProcessId) is { } status
        ? status.Target != target
        : Libc.Signal(target.ProcessId, 0) != 0 && Marshal.GetLastPInvokeError() == Libc.NoSuchProcess;

    /// <summary>Parses the text of a stat file; null when it is not one.</summary>
    public static ProcessStatus? TryParse(string text)
    {
        // The second field, the program's name in parentheses, may contain anything, parentheses and spaces too.
        var open = text.IndexOf('(');
        var close = text.LastIndexOf(')');
        if (open < 2 || close < open || close + 2 >= text.Length)
        {
            return null;
        }

        var fields = text[(close + 2)..].Split(' ');
        return fields.Length > StartTimeField - StateField
            && int.TryParse(text.AsSpan(0, open - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            && uint.TryParse(fields[FlagsField - StateField], NumberStyles.None, CultureInfo.InvariantCulture, out var flags)
            && long.TryParse(fields[StartTimeField - StateField], NumberStyles.None, CultureInfo.InvariantCulture, out var start)
                ? new ProcessStatus(id, text[(open + 1)..close], start, fields[0][0]) { IsExiting = (flags & Exiting) != 0 }
                : null;
    }
}
