using System.Globalization;

namespace Hotfixing.Linux;

/// <summary>The processes that run now.</summary>
public static class ProcessTable
{
    /// <summary>All running processes that /proc shows us, by id. Ended ones that are only waited for are left out.</summary>
    public static IReadOnlyList<ProcessStatus> Read()
    {
        var processes = new List<ProcessStatus>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && ProcessStatus.TryRead(id) is { IsZombie: false } status)
            {
                processes.Add(status);
            }
        }

        processes.Sort((a, b) => a.ProcessId.CompareTo(b.ProcessId));
        return processes;
    }
}
