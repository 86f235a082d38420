namespace Hotfixing.DotNet.Link;

/// <summary>The files a patch path stands for.</summary>
internal static class PatchFiles
{
    /// <summary>More files than this in one folder are refused.</summary>
    private const int MaximumFiles = 10_000;

    /// <summary>The file itself, or the assemblies that lie directly in the folder.</summary>
    /// <exception cref="InvalidBinaryException">There is no such file or folder.</exception>
    public static IReadOnlyList<string> Find(string path)
    {
        if (File.Exists(path))
        {
            return [Path.GetFullPath(path)];
        }

        if (!Directory.Exists(path))
        {
            throw new InvalidBinaryException(path, 0, "no such file or folder");
        }

        var files = Directory.EnumerateFiles(Path.GetFullPath(path), "*.dll").Take(MaximumFiles + 1).ToList();
        files.Sort(StringComparer.Ordinal);
        return files.Count <= MaximumFiles
            ? files
            : throw new InvalidBinaryException(path, 0, $"more than {MaximumFiles} assemblies in one folder");
    }
}
