namespace Hotfixing.Linux;

/// <summary>Which processes this process of ours sees, and by which ids and start times (namespaces(7)).</summary>
public static class ProcessNamespace
{
    /// <summary>Equal for two processes of one boot that give every third one the same id and start time; null when it cannot be told.</summary>
    public static string? Current { get; } = Read();

    private static string? Read()
    {
        try
        {
            var boot = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
            return new FileInfo("/proc/self/ns/pid").LinkTarget is { } ids
                ? $"{boot} {ids} {new FileInfo("/proc/self/ns/time").LinkTarget}"
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
