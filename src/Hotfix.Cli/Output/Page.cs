using Spectre.Console;

namespace Hotfixing.Cli.Output;

/// <summary>What a person reads: headings, lists, tables and diagnostics.</summary>
internal sealed class Page(IAnsiConsole console)
{
    /// <summary>Wide enough for whatever is printed into a file or pipe, where nothing may be folded.</summary>
    private const int Unfolded = 8192;

    private static readonly Style Strong = new(decoration: Decoration.Bold);
    private static readonly Style Faint = new(Color.Grey);
    private static readonly Style Good = new(Color.Green);
    private static readonly Style Caution = new(Color.Yellow);
    private static readonly Style Bad = new(Color.Red);

    /// <summary>A page on a writer.</summary>
    public static Page On(TextWriter writer, bool isTerminal)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            Interactive = InteractionSupport.No,
        });
        if (!isTerminal)
        {
            console.Profile.Width = Unfolded;
        }

        return new Page(console);
    }

    /// <summary>A heading.</summary>
    public void Heading(string text) => Line(text, Strong);

    /// <summary>A line.</summary>
    public void Line(string text) => Line(text, Style.Plain);

    /// <summary>A line that says all went well.</summary>
    public void Success(string text) => Line(text, Good);

    /// <summary>A line that says what failed.</summary>
    public void Error(string text) => Line(text, Bad);

    /// <summary>What to do next.</summary>
    public void Hint(string text) => Line($"-> {text}", Faint);

    /// <summary>A title and the items under it; nothing when there are none.</summary>
    public void List(string title, IReadOnlyList<string> items)
    {
        if (items.Count == 0)
        {
            return;
        }

        Line(title, Strong);
        foreach (var item in items)
        {
            Line($"  {item}", Style.Plain);
        }
    }

    /// <summary>Columns side by side.</summary>
    /// <param name="titles">Their titles; none for a table without a head.</param>
    /// <param name="rows">The rows, each with one text per column.</param>
    public void Table(IReadOnlyList<string> titles, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        IReadOnlyList<string>[] all = titles.Count > 0 ? [titles, .. rows] : [.. rows];
        var widths = Enumerable.Range(0, all.Max(r => r.Count)).Select(c => all.Max(r => PlainText.Of(r[c]).Length)).ToArray();
        for (var i = 0; i < all.Length; i++)
        {
            var cells = all[i].Select((text, column) => text.PadRight(widths[column]));
            Line($"  {string.Join("  ", cells)}".TrimEnd(), i == 0 && titles.Count > 0 ? Faint : Style.Plain);
        }
    }

    /// <summary>Diagnostics, each with its reason and remedy.</summary>
    public void Diagnostics(IReadOnlyList<Diagnostic> diagnostics)
    {
        foreach (var diagnostic in diagnostics)
        {
            var (word, style) = diagnostic.Severity switch
            {
                Severity.Refusal => ("refused", Bad),
                Severity.Warning => ("warning", Caution),
                _ => ("note", Faint),
            };
            Line($"{diagnostic.Id} {word}: {diagnostic.What}", style);
            foreach (var line in diagnostic.Why.Split('\n'))
            {
                // A compiler's own words have several.
                Line($"    {line}", Style.Plain);
            }

            if (diagnostic.Remedy.Length > 0)
            {
                Line($"    -> {diagnostic.Remedy}", Style.Plain);
            }
        }
    }

    private void Line(string text, Style style)
    {
        console.Write(new Text(PlainText.Of(text), style));
        console.WriteLine();
    }
}
