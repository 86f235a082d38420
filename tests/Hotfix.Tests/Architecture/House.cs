namespace Hotfixing.Tests.Architecture;

/// <summary>The repository these tests belong to.</summary>
internal static class House
{
    private static readonly string[] Made = ["bin", "obj", "artifacts"];

    public static string Root { get; } = FindRoot();

    public static string Path(string relative) => System.IO.Path.Combine(Root, relative);

    public static string Text(string relative) => File.ReadAllText(Path(relative));

    /// <summary>The sources under a folder, without what a build makes.</summary>
    public static IEnumerable<string> Sources(string folder, string pattern = "*.cs") =>
        Directory.EnumerateFiles(Path(folder), pattern, SearchOption.AllDirectories)
            .Where(f => !System.IO.Path.GetRelativePath(Root, f).Split('/').Any(Made.Contains))
            .Order(StringComparer.Ordinal);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(System.IO.Path.Combine(folder.FullName, "Hotfix.slnx")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("these tests read the sources they were built from");
        }

        return folder.FullName;
    }
}
