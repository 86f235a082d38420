using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

using Hotfixing.Linux;

namespace Hotfixing.DotNet.Stage;

/// <summary>
/// Removes the directories of targets that have ended. Only what is certainly ours goes: the name, the owner, the mode and the mark
/// inside must fit, the process must have ended, and no tool may be at work there.
/// </summary>
internal static partial class Leftovers
{
    /// <summary>More folders than this are not looked at, so that a crowded temporary folder does not delay a patch.</summary>
    private const int MostFolders = 10_000;

    private const int LongestMark = 1024;

    /// <summary>The mark: a process id means nothing outside of the namespace of the tool that named the directory.</summary>
    public static byte[]? Mark => ProcessNamespace.Current is { } current ? Encoding.UTF8.GetBytes(current) : null;

    /// <summary>Removes those in a temporary folder. What cannot be removed stays.</summary>
    /// <param name="parent">The temporary folder.</param>
    /// <param name="owner">Whose directories.</param>
    public static void Remove(DirectoryHandle parent, uint owner)
    {
        if (Mark is { } ours)
        {
            foreach (var name in Find(parent))
            {
                TryRemove(parent, name, owner, ours);
            }
        }
    }

    private static List<string> Find(DirectoryHandle parent)
    {
        try
        {
            return parent.Folders.Take(MostFolders).Where(IsOfEndedProcess).ToList();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static bool IsOfEndedProcess(string name) =>
        DirectoryName().Match(name) is { Success: true } match
        && int.TryParse(match.Groups["process"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var process)
        && process > 0
        && ProcessStatus.HasEnded(new Target(process, long.Parse(match.Groups["start"].ValueSpan, CultureInfo.InvariantCulture)));

    private static void TryRemove(DirectoryHandle parent, string name, uint owner, byte[] ours)
    {
        try
        {
            Remove(parent, name, owner, ours);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is in nobody's way.
        }
    }

    private static void Remove(DirectoryHandle parent, string name, uint owner, byte[] ours)
    {
        using var directory = PrivateDirectory.Open(parent, name, owner);
        var names = directory.Names;
        if (names.All(AgentFiles.IsOurs)
            && directory.TryReadFile(AgentFiles.MarkFile, LongestMark) is { } mark && mark.AsSpan().SequenceEqual(ours)
            && directory.TryLock(AgentFiles.LockFile) is { } turn)
        {
            using (turn)
            {
                // The lock last: it is what keeps another tool from beginning here.
                foreach (var file in names.Where(n => n != AgentFiles.LockFile).Append(AgentFiles.LockFile))
                {
                    directory.DeleteFile(file);
                }

                directory.Delete(parent);
            }
        }
    }

    [GeneratedRegex(@"^hotfix-(?<process>\d{1,10})-(?<start>\d{1,18})-v\d{1,4}$")]
    private static partial Regex DirectoryName();
}
