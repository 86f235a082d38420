using System.Text.Json;

namespace BenchRunner.Go;

/// <summary>How long the target stands still, from the first thread asked to stop to the last one let go, as the command reports it.</summary>
internal static class GoStops
{
    private static readonly int[] s_functions = [1, 10, 100, 1000];

    public static void Measure(Tool tool, GoEditions editions, bool isFull)
    {
        int repetitions = isFull ? 50 : 5;
        List<string[]> rows = [];
        double baseline = 0;
        foreach (int threads in (int[])[8, 32])
        {
            foreach (int goroutines in (int[])[10, 1_000, 100_000])
            {
                foreach (int functions in s_functions)
                {
                    (List<double> applying, List<double> reverting) = Measure(tool, editions, (threads, goroutines), functions, repetitions);
                    baseline = baseline == 0 ? Figures.Median(applying) : baseline;
                    rows.Add(
                    [
                        $"{threads}", $"{goroutines}", $"{functions}", .. Row(applying), $"{Figures.Median(applying) / baseline:0.0}",
                        .. Row(reverting),
                    ]);
                }
            }
        }

        Table.Print(
            $"The target stands still, ms ({repetitions} times each; 'ratio': median to that of the first row)",
            ["threads", "goroutines", "functions", "apply p50", "p99", "max", "ratio", "revert p50", "p99", "max"], rows);
    }

    private static (List<double> Applying, List<double> Reverting) Measure(
        Tool tool, GoEditions editions, (int Threads, int Goroutines) size, int functions, int repetitions)
    {
        string patch = editions.PatchFile(tool, functions);
        List<double> applying = [];
        List<double> reverting = [];
        using TargetProcess target = editions.Start(size.Threads, size.Goroutines);
        for (int repetition = 0; repetition < repetitions; repetition++)
        {
            applying.Add(StoodStill(tool.Run("apply", target.Id, patch, "--yes").Document, "applied"));
            Expect(target, functions);
            reverting.Add(StoodStill(tool.Run("revert", target.Id, "--yes").Document, "reverted"));
            Expect(target, 0);
        }

        return (applying, reverting);
    }

    private static void Expect(TargetProcess target, int changed)
    {
        if (target.AskNumber("changed") != changed)
        {
            throw new InvalidOperationException($"the target has other than {changed} functions changed");
        }
    }

    private static double StoodStill(JsonElement document, string part) => document.GetProperty(part).GetProperty("stoodStillMilliseconds").GetDouble();

    private static string[] Row(List<double> times) =>
        [$"{Figures.Median(times):0.00}", $"{Figures.Percentile(times, 99):0.00}", $"{times.Max():0.00}"];
}
