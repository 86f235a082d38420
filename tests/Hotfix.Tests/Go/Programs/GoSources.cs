namespace Hotfixing.GoPrograms;

/// <summary>The source files of a Go program, by their path within its module.</summary>
public sealed record GoSources(IReadOnlyDictionary<string, string> Files)
{
    private const string Module = "module example.com/subject\n\ngo 1.19\n";

    /// <summary>A program of one file.</summary>
    public static GoSources OfMain(string text) => new(new Dictionary<string, string> { ["go.mod"] = Module, ["main.go"] = text });

    /// <summary>All files in a folder and below it.</summary>
    public static GoSources InFolder(string folder) => new(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .ToDictionary(f => Path.GetRelativePath(folder, f), File.ReadAllText));

    /// <summary>The same with one file more, or another in its place.</summary>
    public GoSources With(string path, string text) => new(new Dictionary<string, string>(Files) { [path] = text });

    /// <summary>The same with the files of other sources, which replace those of the same path.</summary>
    public GoSources With(GoSources others) => others.Files.Aggregate(this, (all, file) => all.With(file.Key, file.Value));

    /// <summary>The same with one text replaced by another everywhere; it must be there.</summary>
    public GoSources Replace(string from, string to) => Files.Values.Any(t => t.Contains(from, StringComparison.Ordinal))
        ? new(Files.ToDictionary(f => f.Key, f => f.Value.Replace(from, to, StringComparison.Ordinal)))
        : throw new ArgumentException($"no file has {from}");
}
