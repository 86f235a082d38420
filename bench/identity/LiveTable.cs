using System.Text.Json;
using BenchRunner;
using Hotfixing.Tests.DotNet.Identity;

namespace BenchIdentity;

/// <summary>
/// The new builds of each library applied, one on top of the other, to a program that works with it and never pauses, then taken back one by one. What the
/// work gives is compared with what it gave before.
/// </summary>
internal static class LiveTable
{
    private static readonly string[] s_headings =
    [
        "library", "touched", "once", "applied", "share", "left behind", "functions", "compiled", "apply ms", "stood still ms", "revert ms", "patched", "reverted",
        "all the while",
    ];

    public static void Print(Tool tool, Library[] libraries, List<string> reasons) => Table.Print(
        "In running programs, one new build on top of the other. Once: static constructors, which have run. Compiled: functions whose new code the runtime took at once",
        s_headings, [.. libraries.SelectMany(library => Rows(tool, library, reasons))]);

    private static string[][] Rows(Tool tool, Library library, List<string> reasons)
    {
        Touch[] touches = Enum.GetValues<Touch>();
        string[][] rows = [.. touches.Select(_ => new string[s_headings.Length])];
        using TargetProcess target = new("dotnet", library.Worker, library.Name);
        string original = target.Ask("work");
        target.Ask("begin");
        for (int i = 0; i < touches.Length; i++)
        {
            Forecast forecast = Forecast.Of(library, touches[i]);
            (TimeSpan applying, JsonElement document) = tool.Run(["apply", target.Id, library.NewBuild(touches[i]), "--yes", .. forecast.Limits]);
            string result = target.Ask("work");
            JsonElement functions = tool.Run("list", target.Id).Document.GetProperty("patches")[i].GetProperty("functions");
            int compiled = functions.EnumerateArray().Count(f => f.GetProperty("effect").GetString() == "compiled");
            string[] figures =
            [
                i == 0 ? library.Name : "", $"{touches[i]}", $"{forecast.Once}", $"{forecast.Applied}",
                $"{100.0 * forecast.Applied / (forecast.Applied + forecast.LeftBehind):0.00} %", $"{forecast.LeftBehind}", $"{functions.GetArrayLength()}",
                $"{compiled}", $"{applying.TotalMilliseconds:0}",
                $"{document.GetProperty("applied").GetProperty("stoodStillMilliseconds").GetDouble():0.0}", "", Judge(result, original, "patched"),
            ];
            figures.CopyTo(rows[i], 0);
        }

        for (int i = touches.Length - 1; i >= 0; i--)
        {
            rows[i][10] = $"{tool.Run("revert", target.Id, "--yes").Taken.TotalMilliseconds:0}";
            rows[i][12] = Judge(target.Ask("work"), original, "reverted");
            rows[i][13] = "";
        }

        string[] meanwhile = target.Ask("end").Split(' ', 2);
        rows[0][13] = $"{meanwhile[0]} rounds {Judge(meanwhile[1], "right", "all the while")}";
        return rows;

        string Judge(string result, string expected, string when)
        {
            reasons.AddRange(result == expected ? [] : [$"{library.Name}: WRONG {when}: {result}"]);
            return result == expected ? "equal" : "WRONG";
        }
    }
}
