using System.Text;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace IdentityWorker;

/// <summary>Renders to text, with and without colours.</summary>
internal static class ConsoleWork
{
    public static string Do()
    {
        StringBuilder output = new();
        foreach (ColorSystemSupport colors in (ColorSystemSupport[])[ColorSystemSupport.NoColors, ColorSystemSupport.Standard, ColorSystemSupport.EightBit, ColorSystemSupport.TrueColor])
        {
            StringWriter writer = new(output);
            IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
            {
                Ansi = colors == ColorSystemSupport.NoColors ? AnsiSupport.No : AnsiSupport.Yes, ColorSystem = colors, Interactive = InteractionSupport.No,
                Out = new AnsiConsoleOutput(writer),
            });
            console.Profile.Width = 90;
            console.Profile.Capabilities.Unicode = true;
            foreach (IRenderable shown in Shown())
            {
                console.Write(shown);
            }

            console.MarkupLine("[bold red on blue]markup[/] :globe_showing_europe_africa: {0}", Markup.Escape("[x]"));
            console.WriteException(new InvalidOperationException("outer", new ArgumentNullException("inner")), ExceptionFormats.ShortenEverything);
            output.AppendLine(Status(console));
        }

        return output.ToString();
    }

    private static IEnumerable<IRenderable> Shown()
    {
        foreach (TableBorder border in (TableBorder[])[TableBorder.Ascii, TableBorder.Rounded, TableBorder.Heavy, TableBorder.Markdown, TableBorder.None])
        {
            Table table = new Table().Border(border).Title("[green]title[/]").Caption("caption").AddColumn("a", c => c.RightAligned().Footer("f")).AddColumn(new TableColumn("[u]b[/]").Centered());
            for (int i = 0; i < 5; i++)
            {
                table.AddRow($"[blue]{i}[/]", new string('x', i * 17) + " words that wrap");
            }

            yield return table.Expand();
        }

        Tree tree = new Tree("root").Guide(TreeGuide.DoubleLine).Style("red");
        tree.AddNode("one").AddNode(new Panel("[yellow]two[/]").Header("head").BorderColor(Color.Aqua)).AddNode("three");
        yield return tree;
        yield return new BarChart().Width(60).Label("bars").AddItem("a", 12, Color.Green).AddItem("b", 54.3, Color.Red);
        yield return new BreakdownChart().Width(60).AddItem("a", 10, Color.Green).AddItem("b", 30, Color.Blue);
        yield return new Calendar(2026, 2).AddCalendarEvent(2026, 2, 11).Culture("");
        yield return new Rule("[red]rule[/]").LeftJustified();
        yield return new Columns(Enumerable.Range(0, 12).Select(i => new Text($"cell {i}")));
        yield return new Grid().AddColumns(3).AddRow("1", "2", "3").AddRow("[b]4[/]", "5", "6");
        yield return new Layout("l").SplitColumns(new Layout("left"), new Layout("right").SplitRows(new Layout("up").Ratio(2), new Layout("down")));
        yield return new FigletText("Hi").Centered().Color(Color.Purple);
        yield return new TextPath("/a/very/long/path/that/goes/on/and/on/and/has/to/be/shortened/somewhere/in/the/middle/file.txt");
        yield return new Padder(Align.Right(new Markup("[dim]padded[/]"), VerticalAlignment.Middle), new Padding(3, 1));
        yield return new Canvas(4, 4).SetPixel(1, 1, Color.White).SetPixel(2, 3, Color.Red);
    }

    private static string Status(IAnsiConsole console) => console.Status().Start("working", c => c.Status("[grey]more[/]").Status)
        + console.Progress().AutoClear(true).Start(c => c.AddTask("task").Value);
}
