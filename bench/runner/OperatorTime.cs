namespace BenchRunner;

/// <summary>What the operator waits for, and what it costs the target in memory and suspensions, by the number of methods.</summary>
internal static class OperatorTime
{
    private const int Repetitions = 5;

    public static void Measure(Tool tool, Editions editions)
    {
        TimeSpan nothing = Median(() => tool.Run("ps").Taken);
        List<string[]> times = [];
        List<string[]> costs = [];
        foreach (int changed in (int[])[1, 10, 100])
        {
            string patch = editions.Changed(100, changed);
            using TargetProcess target = new(editions.Changed(100, 0));
            target.Ask("value");
            TimeSpan plan = Median(() => tool.Run("plan", target.Id, patch).Taken);

            long memoryBefore = target.Memory();
            _ = target.Suspensions();
            Thread.Sleep(500);
            double suspensionsIdle = target.Suspensions();
            (TimeSpan cold, var document) = tool.Run("apply", target.Id, patch, "--yes");
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
            times.Add(
            [
                $"{changed}", Milliseconds(plan), Milliseconds(cold), Milliseconds(Median(later)), Milliseconds(Median(revert)),
                Ratio(cold, nothing), Ratio(Median(later), nothing), Document.Microseconds(document, "duration"),
                Document.Microseconds(document, "stoodStill"),
            ]);
            costs.Add(
            [
                $"{changed}", $"{suspensionsIdle}", $"{suspensionsCold}", $"{suspensionsLater}", $"{memoryBefore}",
                $"+{memoryCold - memoryBefore}", $"{target.Memory() - memoryCold:+0;-0;0}",
            ]);
        }

        Table.Print(
            $"Seen by the operator, ms; 'hotfix ps' alone takes {Milliseconds(nothing)} (medians of {Repetitions}, the cold apply once)",
            ["methods", "plan", "cold apply", "later apply", "revert", "cold/ps", "later/ps", "cold in target, us", "stood still, us"], times);
        Table.Print(
            $"Cost to the target: suspensions of its runtime, and memory in KiB ('later' is {Repetitions} reverts and applies)",
            ["methods", "suspensions idle", "cold apply", "later", "memory before", "cold apply", "later"], costs);
    }

    private static TimeSpan Median(Func<TimeSpan> measure) => Median([.. Enumerable.Range(0, Repetitions).Select(_ => measure())]);

    private static TimeSpan Median(List<TimeSpan> values) => values.Order().ElementAt(values.Count / 2);

    private static string Milliseconds(TimeSpan time) => $"{time.TotalMilliseconds:0.0}";

    private static string Ratio(TimeSpan time, TimeSpan baseline) => $"{time / baseline:0.00}";
}
