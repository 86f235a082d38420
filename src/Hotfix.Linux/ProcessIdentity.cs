using System.Globalization;

namespace Hotfixing.Linux;

/// <summary>Whose a process is, and what it calls itself (proc(5), /proc/PID/status).</summary>
/// <param name="User">The effective user.</param>
/// <param name="Groups">The effective group and the supplementary groups.</param>
/// <param name="InnerProcessId">The id the process has in its own pid namespace: in a container often 1.</param>
public sealed record ProcessIdentity(uint User, IReadOnlyList<uint> Groups, int InnerProcessId)
{
    /// <summary>The longest status file that is read, in bytes; most of it is the list of groups.</summary>
    public const int MaximumSize = 1024 * 1024;

    private const int Effective = 1;

    /// <summary>The effective user of this process of ours.</summary>
    public static uint CurrentUser => Libc.EffectiveUser();

    /// <summary>Reads it. Every user may read it of every process.</summary>
    /// <exception cref="TargetExitedException">The process has ended.</exception>
    public static ProcessIdentity Read(Target target) => Parse(ProcessFile.ReadText(target, "status", MaximumSize), target.ProcessId);

    /// <summary>Parses the text of a status file.</summary>
    /// <param name="text">The text.</param>
    /// <param name="processId">The id as seen from here, for kernels that do not write the inner one.</param>
    public static ProcessIdentity Parse(string text, int processId)
    {
        var user = uint.MaxValue;
        var groups = new List<uint>();
        foreach (var line in text.Split('\n'))
        {
            var words = line.Split((char[])['\t', ' '], StringSplitOptions.RemoveEmptyEntries);
            switch (words.FirstOrDefault())
            {
                case "Uid:" when words.Length > 1 + Effective:
                    user = uint.Parse(words[1 + Effective], CultureInfo.InvariantCulture);
                    break;
                case "Gid:" when words.Length > 1 + Effective:
                    groups.Add(uint.Parse(words[1 + Effective], CultureInfo.InvariantCulture));
                    break;
                case "Groups:":
                    groups.AddRange(words.Skip(1).Select(g => uint.Parse(g, CultureInfo.InvariantCulture)));
                    break;
                case "NSpid:":
                    processId = int.Parse(words[^1], CultureInfo.InvariantCulture);
                    break;
            }
        }

        return new ProcessIdentity(user, groups, processId);
    }
}
