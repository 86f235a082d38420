namespace BenchRunner;

/// <summary>Prints rows under a heading, the first column to the left, figures to the right.</summary>
internal static class Table
{
    public static void Print(string title, string[] headings, IReadOnlyList<string[]> rows)
    {
        int[] widths = [.. headings.Select((heading, column) => rows.Select(row => row[column].Length).Append(heading.Length).Max())];
        Console.WriteLine($"\n{title}");
        PrintRow(headings, widths);
        foreach (string[] row in rows)
        {
            PrintRow(row, widths);
        }
    }

    private static void PrintRow(string[] cells, int[] widths) =>
        Console.WriteLine(
            "  " + string.Join("  ", cells.Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column]))));
}
