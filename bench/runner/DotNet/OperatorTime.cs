using System.Text.Json;

namespace BenchRunner.DotNet;

/// <summary>What the operator waits for, and what it costs the target in memory and suspensions, by the number of methods.</summary>
internal static class OperatorTime
{
    private const int Repetitions = 5;

    public static void Measure(Tool tool, Editions editions)
    {
        List<string[]> times = [];
        List<string[]> costs = [];
        foreach (int changed in (int[])[1, 10, 100])
        {
            string patch = editions.Changed(100, changed);
            using TargetProcess target = editions.Start(100);
            target.Ask("value");
            TimeSpan list = Median(() => tool.Run("list", target.Id).Taken);
            TimeSpan plan = Median(() => tool.Run("plan", target.Id, patch).Taken);

            long memoryBefore = target.Memory();
            _ = target.Suspensions();
            Thread.Sleep(500);
            double suspensionsIdle = target.Suspensions();
            (TimeSpan cold, JsonElement document) = tool.Run("apply", target.Id, patch, "--yes");
            double suspensionsCold = target.Suspensions();
            long memoryCold = target.Memory();
            _ = target.Suspensions();
            List<TimeSpan> later = [];
            List<TimeSpan> revert = [];
            for (int repetition = 0; repetition < Repetitions; repetition++)
            {
                revert.Add(tool.Run("revert", target.Id, "--yes").Taken);
                later.Add(tool.Run("apply", target.Id, patch, "--yes").Taken);
            }

            double suspensionsLater = target.Suspensions();
            // A count of nothing proves nothing unless what must be counted is.
            target.Ask("collect");
            double suspensionsCollection = target.Suspensions();
            times.Add(
            [
                $"{changed}", Milliseconds(list), Milliseconds(plan), Milliseconds(cold), Milliseconds(Median(later)),
                Milliseconds(Median(revert)), Ratio(cold, list), Ratio(Median(later), list), Part(document, "durationMilliseconds"),
                Part(document, "stoodStillMilliseconds"),
            ]);
            costs.Add(
            [
                $"{changed}", $"{suspensionsIdle}", $"{suspensionsCold}", $"{suspensionsLater}", $"{suspensionsCollection}", $"{memoryBefore}",
                $"+{memoryCold - memoryBefore}", $"{target.Memory() - memoryCold:+0;-0;0}",
            ]);
        }

        Table.Print(
            $"Seen by the operator, ms; baseline: 'hotfix list' of an unpatched process (medians of {Repetitions}, the cold apply once)",
            ["methods", "list", "plan", "cold apply", "later apply", "revert", "cold/list", "later/list", "cold inside", "stood still"], times);
        Table.Print(
            $"Cost to the target: suspensions of its runtime, and memory in KiB ('later' is {Repetitions} reverts and applies)",
            ["methods", "suspensions idle", "cold apply", "later", "one collection", "memory before", "cold apply", "later"], costs);
    }

    private static TimeSpan Median(Func<TimeSpan> measure) => Median([.. Enumerable.Range(0, Repetitions).Select(_ => measure())]);

    private static TimeSpan Median(List<TimeSpan> values) => values.Order().ElementAt(values.Count / 2);

    private static string Part(JsonElement document, string property) =>
        $"{document.GetProperty("applied").GetProperty(property).GetDouble():0.0}";

    private static string Milliseconds(TimeSpan time) => $"{time.TotalMilliseconds:0.0}";

    private static string Ratio(TimeSpan time, TimeSpan baseline) => $"{time / baseline:0.00}";
}
