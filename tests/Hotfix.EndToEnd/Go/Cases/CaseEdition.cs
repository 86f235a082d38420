using Hotfixing.GoPrograms;

namespace Hotfixing.EndToEnd.Go.Cases;

/// <summary>One edition of the program of Subjects/Cases.</summary>
/// <param name="Number">0 for the one that is started, which has nothing of what is added later.</param>
/// <param name="Word">What its code answers with.</param>
internal sealed record CaseEdition(int Number, string Word)
{
    public static readonly CaseEdition Original = new(0, "old");
    public static readonly CaseEdition First = new(1, "new");
    public static readonly CaseEdition Second = new(2, "newer");

    private static readonly string[] Unchanging = ["main", "calls", "values", "waiting", "running"];

    /// <summary>Its sources.</summary>
    /// <param name="withC">Whether a part of it is in C.</param>
    public GoSources Sources(bool withC)
    {
        var sources = Unchanging.Aggregate(GoSources.OfMain(""), (all, name) => all.With($"{name}.go", Read($"{name}.go")))
            .With("edition.go", Read(Number == 0 ? "edition0.go" : "edition1.go"))
            .With("native.go", Read(withC ? "c/native.go" : "native.go"));
        sources = withC ? sources.With("callback.c", Read("c/callback.c")) : sources;
        sources = Number == 0 ? sources : sources.With("further.go", Read($"further{Number}.go")).With("extra/extra.go", Read("extra/extra.go"));
        return sources.Replace("WORD", Word).Replace("NUMBER", $"{Number + 1}")
            .Replace("// PADDING\n", string.Concat(Enumerable.Repeat("// Lines of another number.\n", 1 + 6 * Number)))
            .Replace("\tEXTRA\n", Number == 0 ? "" : "\theldOther = func() { panic(\"another literal\") }\n");
    }

    /// <summary>The place of the line of running.go that is marked by a comment in capital letters, as the runtime names it.</summary>
    public static string Place(string folder, string mark)
    {
        var file = Path.Combine(folder, "running.go");
        return $"{file}:{1 + File.ReadAllLines(file).ToList().FindIndex(l => l.EndsWith($"// {mark}", StringComparison.Ordinal))}";
    }

    private static string Read(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Subjects", "Cases", $"{name}.txt"));
}
