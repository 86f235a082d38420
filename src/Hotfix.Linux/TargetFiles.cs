namespace Hotfixing.Linux;

/// <summary>The files of a target: the ones it has open, the ones it has mapped, and the ones it sees by name.</summary>
public static class TargetFiles
{
    /// <summary>The most open files of a process that are looked at.</summary>
    public const int MaximumOpenFiles = 1_000_000;

    /// <summary>The path by which a file that the target sees at <paramref name="path"/> is reached from here.</summary>
    public static string FromHere(Target target, string path)
    {
        // The kernel writes the paths of /proc/PID/maps and links as seen from our root; only another mount namespace differs.
        var theirs = ProcessFile.TryReadLink(target, "ns/mnt");
        return theirs is null || theirs == new FileInfo("/proc/self/ns/mnt").LinkTarget
            ? path
            : $"/proc/{target.ProcessId}/root{path}";
    }

    /// <summary>
    /// The paths in /proc/PID/fd by which the files the target has open under this name can be opened, even those deleted since.
    /// </summary>
    public static IEnumerable<string> OpenedAs(Target target, string path)
    {
        foreach (var descriptor in Descriptors(target))
        {
            if (ProcessFile.TryReadLink(target, $"fd/{descriptor}") is { } link && MemoryMapping.WithoutDeletionMark(link) == path)
            {
                yield return $"/proc/{target.ProcessId}/fd/{descriptor}";
            }
        }
    }

    /// <summary>The path by which the very file of a mapping can be opened; only a privileged user may (proc(5)).</summary>
    public static string Mapped(Target target, MemoryMapping mapping) =>
        $"/proc/{target.ProcessId}/map_files/{mapping.Start:x}-{mapping.End:x}";

    /// <summary>The program's file, even when it was deleted or lies in another mount namespace.</summary>
    public static string Executable(Target target) => $"/proc/{target.ProcessId}/exe";

    /// <summary>The path of the program, as the target sees it; empty when the kernel does not show it to us.</summary>
    public static string ProgramName(Target target) => MemoryMapping.WithoutDeletionMark(ProcessFile.TryReadLink(target, "exe") ?? "");

    /// <summary>Whether this user of ours may make files in a folder; false too when its file system is read-only.</summary>
    public static bool CanCreateIn(string folder) => Libc.Access(folder, Libc.CanWriteAndSearch) == 0;

    private static IEnumerable<string> Descriptors(Target target)
    {
        try
        {
            return [.. Directory.EnumerateFileSystemEntries($"/proc/{target.ProcessId}/fd").Take(MaximumOpenFiles).Select(e => Path.GetFileName(e))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
