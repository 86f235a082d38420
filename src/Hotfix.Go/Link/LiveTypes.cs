using Hotfixing.Binary.GoSym;

namespace Hotfixing.Go.Link;

/// <summary>The types a process has: its program's, and those that patches have brought.</summary>
internal static class LiveTypes
{
    /// <summary>Finds them.</summary>
    /// <param name="live">The process.</param>
    /// <param name="layout">The layout of moduledata.</param>
    /// <param name="hasSwissMaps">Whether its maps are Swiss tables.</param>
    /// <exception cref="InvalidBinaryException">A type is damaged.</exception>
    public static GoTypes Find(LiveProgram live, ModuleLayout layout, bool hasSwissMaps)
    {
        var brought = live.Patches.SelectMany(p => p.Areas).Where(a => a.Protection == AreaProtection.Read)
            .Select(a => new GoStretch(live.Bias.Linked(a.Start), a.Length));
        var types = GoTypesOfProgram.Find(RuntimeModule.First(live.Memory, layout), hasSwissMaps, brought);
        foreach (var type in live.Patches.SelectMany(p => p.Contents.Types))
        {
            types.Add(live.Bias.Linked(type));
        }

        return types;
    }
}
