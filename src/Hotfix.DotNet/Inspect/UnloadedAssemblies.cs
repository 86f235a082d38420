using Hotfixing.DotNet.Compare;
using Hotfixing.Linux;

namespace Hotfixing.DotNet.Inspect;

/// <summary>
/// Assemblies that a program was published with and has not loaded. All it uses of one may be copies of its methods in the native code of
/// the others; then it runs them without ever loading it, and nothing can be asked of the runtime about them.
/// </summary>
/// <param name="program">The program.</param>
/// <param name="loaded">What it has loaded of its own.</param>
/// <param name="rebuilt">New builds of assemblies that it has not.</param>
internal sealed class UnloadedAssemblies(
    LoadedProgram program, Lazy<IReadOnlyList<AssemblyImage>> loaded, IReadOnlyList<AssemblyImage> rebuilt)
{
    private readonly Lazy<List<(AssemblyImage Image, HashSet<string> Reached)>> _holders = new(() =>
        [.. loaded.Value.Where(NativeImage.MayHoldOthers).Select(i => (i, ReachableAssemblies.From(i, [.. loaded.Value, .. rebuilt])))]);

    private readonly Lazy<DateTimeOffset> _started = new(() => RuntimeStart.Of(program.Target));

    /// <summary>A loaded assembly whose native code may hold copies of methods that are not those of this new build; null when none does.</summary>
    public AssemblyImage? HolderOfOld(AssemblyImage build) =>
        _holders.Value.Find(h => h.Reached.Contains(build.Name) && MayDiffer(h.Image, build)).Image;

    private bool MayDiffer(AssemblyImage holder, AssemblyImage build)
    {
        if (program.Bundle?.Assemblies.FirstOrDefault(e => e.FileName == build.FileName) is { } entry)
        {
            return IsOther(build, program.Bundle.ReadEntry(entry));
        }

        // What is published together lies together; a file that came later is not what was published.
        var path = Path.Combine(Path.GetDirectoryName(holder.Path)!, build.FileName);
        var here = TargetFiles.FromHere(program.Target, path);
        if (!File.Exists(here))
        {
            return false;
        }

        try
        {
            return new OriginalFile(path, isDeleted: false, _started).TryRead(here) is not { } bytes || IsOther(build, bytes);
        }
        catch (RefusedException)
        {
            return true;
        }
    }

    private static bool IsOther(AssemblyImage build, byte[] published)
    {
        using var image = AssemblyImage.Read(build.FileName, [.. published]);
        return image.Mvid != build.Mvid;
    }
}
