namespace Hotfixing.Go.Build;

/// <summary>A Go toolchain on this machine.</summary>
/// <param name="Root">Its folder, its GOROOT.</param>
/// <param name="Version">Its exact version, such as "go1.24.4".</param>
internal sealed record Toolchain(string Root, string Version)
{
    private const int LongestVersion = 256;

    /// <summary>Its go command.</summary>
    public string Command => Path.Combine(Root, "bin", "go");

    /// <summary>The toolchain in a folder, or around a go command; null when there is none.</summary>
    public static Toolchain? TryRead(string path)
    {
        try
        {
            // A go command is a link into its toolchain, or lies in its bin folder.
            var file = new FileInfo(path);
            var root = file.Exists ? Path.GetDirectoryName(Path.GetDirectoryName((file.ResolveLinkTarget(returnFinalTarget: true) ?? file).FullName)) : Path.GetFullPath(path);
            return root is not null && File.Exists(Path.Combine(root, "bin", "go")) && ReadVersion(Path.Combine(root, "VERSION")) is { } version
                ? new Toolchain(root, version)
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The first line of the file by which a toolchain knows its own version (cmd/dist/build.go, findgoversion).</summary>
    private static string? ReadVersion(string file)
    {
        using var reader = new StreamReader(file);
        var buffer = new char[LongestVersion];
        var line = new string(buffer, 0, reader.ReadBlock(buffer)).Split('\n')[0].Trim();
        return line.StartsWith("go", StringComparison.Ordinal) ? line : null;
    }
}
