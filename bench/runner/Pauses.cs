namespace BenchRunner;

/// <summary>The longest time a thread of the target that wants to run does not.</summary>
internal static class Pauses
{
    private const int Repetitions = 10;

    public static void Measure(Tool tool, Editions editions)
    {
        string patch = editions.Changed(100, 100);
        using TargetProcess target = new(editions.Changed(100, 0));
        target.Ask("value");
        // A plan loads the machine as an apply does and touches nothing: the baseline that matters when processors are few.
        double[] idle = Gaps(target, () => Thread.Sleep(300));
        double[] planning = Gaps(target, () => tool.Run("plan", target.Id, patch));
        double[] cold = Gaps(target, () => tool.Run("apply", target.Id, patch, "--yes"), 1);
        double[] reverting = new double[Repetitions];
        double[] applying = new double[Repetitions];
        for (int repetition = 0; repetition < Repetitions; repetition++)
        {
            reverting[repetition] = Gaps(target, () => tool.Run("revert", target.Id, "--yes"), 1)[0];
            applying[repetition] = Gaps(target, () => tool.Run("apply", target.Id, patch, "--yes"), 1)[0];
        }

        Table.Print(
            "Longest gap of a heartbeat thread, us, 100 methods (best, median and worst of the runs; ratio of the medians to 'plan')",
            ["while", "runs", "best", "median", "worst", "to plan"],
            [
                Row("idle", idle, planning), Row("plan (baseline)", planning, planning), Row("cold apply", cold, planning),
                Row("later apply", applying, planning), Row("revert", reverting, planning),
            ]);
    }

    private static double[] Gaps(TargetProcess target, Action action, int repetitions = Repetitions)
    {
        double[] gaps = new double[repetitions];
        for (int repetition = 0; repetition < repetitions; repetition++)
        {
            target.Ask("gap");
            action();
            gaps[repetition] = target.AskNumber("gap");
        }

        return gaps;
    }

    private static string[] Row(string name, double[] gaps, double[] baseline) =>
        [name, $"{gaps.Length}", $"{gaps.Min():0}", $"{Median(gaps):0}", $"{gaps.Max():0}", $"{Median(gaps) / Median(baseline):0.00}"];

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);
}
