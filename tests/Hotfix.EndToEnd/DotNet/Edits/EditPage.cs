using System.Text;

namespace Hotfixing.EndToEnd.DotNet.Edits;

/// <summary>docs/safety.md, of which a part is made of the edits.</summary>
internal static class EditPage
{
    private const string Begin = "<!-- made of tests/Hotfix.EndToEnd/Subjects/Edits -->\n";
    private const string End = "<!-- until here -->\n";

    private static readonly string s_file = Find();

    /// <summary>Whether the page is as the edits have it.</summary>
    public static bool IsCurrent() => File.ReadAllText(s_file) == WithTable();

    public static void Write() => File.WriteAllText(s_file, WithTable());

    private static string WithTable()
    {
        var page = File.ReadAllText(s_file);
        var (begin, end) = (page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, page.IndexOf(End, StringComparison.Ordinal));
        return page[..begin] + Table() + page[end..];
    }

    private static string Table()
    {
        var text = new StringBuilder();
        foreach (var chapter in EditPairs.All.GroupBy(p => p.Chapter))
        {
            text.Append($"\n### {chapter.Key}\n\n| edit | what happens | id |\n|---|---|---|\n");
            foreach (var pair in chapter)
            {
                text.Append($"| {pair.Title} | {pair.Outcome} | {string.Join(", ", pair.Ids)} |\n");
            }
        }

        return text.Append('\n').ToString();
    }

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Hotfix.slnx")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("these tests write a page of the sources they were built from");
        }

        return Path.Combine(folder.FullName, "docs", "safety.md");
    }
}
