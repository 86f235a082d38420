namespace Hotfixing.Linux;

/// <summary>The environment a process was started with (proc(5), /proc/PID/environ).</summary>
public static class ProcessEnvironment
{
    /// <summary>The longest environment that is read, in bytes: more than the kernel lets a process have (execve(2)).</summary>
    public const int MaximumSize = 8 * 1024 * 1024;

    /// <summary>Reads it. Of a name that is there twice, the first counts, as for getenv(3).</summary>
    /// <exception cref="TargetExitedException">The process has ended.</exception>
    /// <exception cref="AccessDeniedException">The process is somebody else's.</exception>
    public static IReadOnlyDictionary<string, string> Read(Target target) =>
        Parse(ProcessFile.ReadText(target, "environ", MaximumSize));

    /// <summary>Parses the text of an environ file.</summary>
    public static IReadOnlyDictionary<string, string> Parse(string text)
    {
        var variables = new Dictionary<string, string>();
        foreach (var entry in text.Split('\0'))
        {
            var separator = entry.IndexOf('=');
            if (separator > 0)
            {
                variables.TryAdd(entry[..separator], entry[(separator + 1)..]);
            }
        }

        return variables;
    }
}
