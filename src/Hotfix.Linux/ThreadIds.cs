using System.Globalization;

namespace Hotfixing.Linux;

/// <summary>What the kernel says of the threads of a process (proc(5), /proc/PID/task).</summary>
public static class ThreadIds
{
    private const int MaximumSize = 4096;

    /// <summary>The id of each thread as seen from here and as the process itself sees it.</summary>
    /// <exception cref="TargetExitedException">The process has ended.</exception>
    public static IReadOnlyList<(int Outer, int Inner)> Of(Target target)
    {
        try
        {
            return [.. Directory.EnumerateDirectories($"/proc/{target.ProcessId}/task")
                .Select(d => int.Parse(Path.GetFileName(d.AsSpan()), CultureInfo.InvariantCulture))
                .Select(id => (Outer: id, Inner: InnerId(target, id)))
                .Where(t => t.Inner != 0)];
        }
        catch (IOException e)
        {
            throw new TargetExitedException(target, e);
        }
    }

    /// <summary>The process that a thread belongs to, by the id of either; null when there is none, or nobody may know.</summary>
    public static int? ProcessOf(int id)
    {
        try
        {
            var line = System.Text.Encoding.UTF8.GetString(ProcessFile.ReadAll($"/proc/{id}/status", ProcessIdentity.MaximumSize))
                .Split('\n').FirstOrDefault(l => l.StartsWith("Tgid:", StringComparison.Ordinal));
            return int.TryParse(line.AsSpan(line is null ? 0 : "Tgid:".Length).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var process) ? process : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The number of the system call a thread is in; null when it runs, has ended, or nobody may know.</summary>
    public static string? SystemCallOf(Target target, int thread)
    {
        try
        {
            var text = System.Text.Encoding.ASCII.GetString(ProcessFile.ReadAll($"/proc/{target.ProcessId}/task/{thread}/syscall", MaximumSize));
            return text.StartsWith("running", StringComparison.Ordinal) ? null : text.Split(' ')[0];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static int InnerId(Target target, int thread)
    {
        try
        {
            var status = ProcessFile.ReadAll($"/proc/{target.ProcessId}/task/{thread}/status", ProcessIdentity.MaximumSize);
            return ProcessIdentity.Parse(System.Text.Encoding.UTF8.GetString(status), thread).InnerProcessId;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
