using System.Text;

namespace Hotfixing.EndToEnd.DotNet.Edits;

/// <summary>
/// Reads Subjects/Edits/. A file is a chapter, headed by "# ". In it, each edit begins with "## " and its title, followed by facts of the
/// form "name: value" and the two sources in one, as a difference shows them: a line begins with a blank, "-" or "+". The fact "undo"
/// makes the opposite edit another one: its title, what Edit.Now() answers, and the ids, with " | " between them.
/// </summary>
internal static class EditPairs
{
    public static IReadOnlyList<EditPair> All { get; } =
    [
        .. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Subjects", "Edits")).Order(StringComparer.Ordinal).SelectMany(Read)
            .Select((pair, number) => pair with { Number = number }),
    ];

    private static IEnumerable<EditPair> Read(string file)
    {
        var sections = File.ReadAllText(file).Split("\n## ");
        return sections.Skip(1).SelectMany(s => Parse(sections[0].Trim().TrimStart('#').Trim(), s.Split('\n')));
    }

    private static IEnumerable<EditPair> Parse(string chapter, string[] lines)
    {
        var facts = lines.Skip(1).Where(l => l.Length > 0 && !IsSource(l)).Select(l => l.Split(": ", 2)).ToDictionary(p => p[0], p => p[1]);
        var unknown = facts.Keys.Except(["then", "id", "now", "kept", "meanwhile", "undo"]).ToList();
        var pair = unknown.Count > 0 ? throw new FormatException($"{lines[0]}: {unknown[0]}?") : new EditPair
        {
            Number = 0,
            Chapter = chapter,
            Title = lines[0],
            Outcome = facts["then"],
            Ids = facts.TryGetValue("id", out var ids) ? ids.Split(", ") : [],
            Now = Answers(facts["now"]),
            Kept = facts.TryGetValue("kept", out var kept) ? Answers(kept) : null,
            Meanwhile = facts.TryGetValue("meanwhile", out var meanwhile) ? meanwhile == "not called" ? null : meanwhile.Split(", ") : [],
            Before = Source(lines, '-'),
            After = Source(lines, '+'),
        };
        return facts.TryGetValue("undo", out var undo) ? [pair, Undo(pair, undo.Split(" | "))] : [pair];
    }

    private static EditPair Undo(EditPair pair, string[] facts) => pair with
    {
        Title = facts[0],
        Now = Answers(facts[1]),
        Ids = facts[2].Split(", "),
        Kept = null,
        Before = pair.After,
        After = pair.Before,
    };

    /// <summary>"a -> b" goes back to a; a single answer stays, since the edit is refused.</summary>
    private static string[] Answers(string text) => text.Split(" -> ") is [var before, var after] ? [before, after, before] : text.Split(" -> ");

    private static bool IsSource(string line) => line[0] is ' ' or '-' or '+';

    private static string Source(string[] lines, char own)
    {
        var source = new StringBuilder();
        foreach (var line in lines.Skip(1).Where(l => l.Length > 0 && (l[0] == ' ' || l[0] == own)))
        {
            source.AppendLine(line[1..]);
        }

        return source.ToString();
    }
}
