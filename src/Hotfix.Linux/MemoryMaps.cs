namespace Hotfixing.Linux;

/// <summary>What a process has mapped (proc(5), /proc/PID/maps).</summary>
public static class MemoryMaps
{
    /// <summary>The longest list that is read, in bytes: about ten times what the default vm.max_map_count allows.</summary>
    public const int MaximumSize = 64 * 1024 * 1024;

    /// <summary>Reads all mappings, in the order of their place in memory.</summary>
    /// <exception cref="TargetExitedException">The process has ended.</exception>
    /// <exception cref="AccessDeniedException">The process is somebody else's.</exception>
    public static IReadOnlyList<MemoryMapping> Read(Target target) => Parse(ProcessFile.ReadText(target, "maps", MaximumSize));

    /// <summary>The paths, as the process sees them, of all mapped files; a deleted one by the name it had.</summary>
    /// <exception cref="TargetExitedException">The process has ended.</exception>
    /// <exception cref="AccessDeniedException">The process is somebody else's.</exception>
    public static IReadOnlySet<string> Files(Target target) => Read(target).Where(m => m.IsFile).Select(m => m.Path).ToHashSet();

    /// <summary>Parses the text of a maps file.</summary>
    public static IReadOnlyList<MemoryMapping> Parse(string text)
    {
        var mappings = new List<MemoryMapping>();
        foreach (var line in text.Split('\n'))
        {
            if (MemoryMapping.TryParse(line) is { } mapping)
            {
                mappings.Add(mapping);
            }
        }

        return mappings;
    }
}
