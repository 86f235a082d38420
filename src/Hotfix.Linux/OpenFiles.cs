using System.Globalization;

namespace Hotfixing.Linux;

/// <summary>How many files a process may still open.</summary>
public static class OpenFiles
{
    private const string LimitName = "Max open files";
    private const int MaximumSize = 16 * 1024;

    /// <summary>The difference between the soft limit and what is open (proc(5), /proc/PID/limits and /proc/PID/fd).</summary>
    /// <exception cref="TargetExitedException">The process has ended.</exception>
    /// <exception cref="AccessDeniedException">The process is somebody else's.</exception>
    public static long Left(Target target)
    {
        var line = ProcessFile.ReadText(target, "limits", MaximumSize).Split('\n')
            .FirstOrDefault(l => l.StartsWith(LimitName, StringComparison.Ordinal));
        var soft = line?[LimitName.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        if (!long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit))
        {
            return long.MaxValue;
        }

        try
        {
            return limit - Directory.EnumerateFileSystemEntries($"/proc/{target.ProcessId}/fd").LongCount();
        }
        catch (UnauthorizedAccessException e)
        {
            throw new AccessDeniedException($"{target} belongs to another user: its open files cannot be counted", e);
        }
        catch (IOException e)
        {
            throw new TargetExitedException(target, e);
        }
    }
}
