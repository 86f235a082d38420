using System.Text.RegularExpressions;

using Hotfixing.DotNet.Protocol;
using Hotfixing.Linux;

namespace Hotfixing.DotNet.Stage;

/// <summary>The agent that is in a target already, as the target's mappings show it.</summary>
/// <param name="Directory">The directory it was loaded from, as the target sees it.</param>
/// <param name="Version">The protocol version it speaks.</param>
/// <param name="Mapping">Its image: mapped as a whole, as it lies in the file.</param>
internal sealed partial record LoadedAgent(string Directory, ushort Version, MemoryMapping Mapping)
{
    /// <summary>Finds it; null when none was ever loaded.</summary>
    public static LoadedAgent? Find(Target target)
    {
        foreach (var mapping in MemoryMaps.Read(target))
        {
            var match = AgentPath().Match(mapping.Path);

            // The start time tells our directory from one a parent process had; the id may be another in another namespace.
            if (match.Success && mapping.Offset == 0 && long.Parse(match.Groups["start"].ValueSpan) == target.StartTime)
            {
                return new LoadedAgent(match.Groups["directory"].Value, ushort.Parse(match.Groups["version"].ValueSpan), mapping);
            }
        }

        return null;
    }

    /// <summary>The path of an assembly of the agent's name that does not lie where an agent would; null when there is none.</summary>
    public static string? FindStranger(Target target) => MemoryMaps.Files(target)
        .FirstOrDefault(f => Path.GetFileName(f) == AgentProtocol.AgentFile && !AgentPath().IsMatch(f));

    [GeneratedRegex(@"^(?<directory>.*/hotfix-\d+-(?<start>\d{1,18})-v(?<version>\d{1,4}))/Hotfix\.DotNet\.Agent\.dll$")]
    private static partial Regex AgentPath();
}
