using Hotfixing.DotNet.Inspect;

namespace Hotfixing.DotNet.Link;

/// <summary>The files a patch path stands for.</summary>
/// <param name="All">The files.</param>
/// <param name="AreMany">Whether the path named a folder or a single-file program, where not every assembly need be one of the target's.</param>
internal sealed record PatchFiles(IReadOnlyList<PatchFile> All, bool AreMany)
{
    /// <summary>More files than this in one folder are refused.</summary>
    private const int MaximumFiles = 10_000;

    /// <summary>
    /// The file itself; the assemblies inside it, if it is a single-file program; or those that lie directly in the folder, and inside
    /// the single-file program in it.
    /// </summary>
    /// <param name="path">A file or a folder.</param>
    /// <param name="program">The file name of the target's program, by which a single file is found in a folder.</param>
    /// <exception cref="InvalidBinaryException">There is no such file or folder, or the single file is damaged.</exception>
    public static PatchFiles Find(string path, string program)
    {
        path = Path.GetFullPath(path);
        if (File.Exists(path))
        {
            return Inside(path) is { } inside ? new PatchFiles(inside, AreMany: true) : new PatchFiles([Plain(path)], AreMany: false);
        }

        if (!Directory.Exists(path))
        {
            throw InvalidBinaryException.Missing(path);
        }

        // The runtime, too, takes what is inside before what lies beside it.
        var files = (Inside(Path.Combine(path, program)) ?? [])
            .Concat(Directory.EnumerateFiles(path, "*.dll").Take(MaximumFiles + 1).Select(Plain))
            .DistinctBy(f => Path.GetFileName(f.Path))
            .OrderBy(f => f.Path, StringComparer.Ordinal)
            .ToList();
        return files.Count <= MaximumFiles
            ? new PatchFiles(files, AreMany: true)
            : throw new InvalidBinaryException(path, 0, $"more than {MaximumFiles} assemblies in one folder");
    }

    private static PatchFile Plain(string path) => new(path, () => File.ReadAllBytes(path));

    private static List<PatchFile>? Inside(string path) =>
        ElfProgram.TryRead(path) is { } program && SingleFileBundle.Read(path, program) is { } bundle
            ?
            [
                .. bundle.Assemblies.Where(e => e.Path == e.FileName)
                    .Select(e => new PatchFile(Path.Combine(path, e.FileName), () => bundle.ReadEntry(e))),
            ]
            : null;
}
