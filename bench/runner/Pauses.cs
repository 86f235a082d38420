namespace BenchRunner;

/// <summary>The longest time a thread of the target that wants to run does not, and how much of that is not the scheduler's doing.</summary>
internal static class Pauses
{
    public static void Measure(Tool tool, TargetProcess target, string patch, int repetitions)
    {
        Gap[] cold = [Measure(target, () => tool.Run("apply", target.Id, patch, "--yes"))];
        List<Gap> idle = [];
        List<Gap> planning = [];
        List<Gap> reverting = [];
        List<Gap> applying = [];
        List<Gap> collecting = [];

        // In turn, so that what else the machine does meanwhile falls on all alike.
        for (int repetition = 0; repetition < repetitions; repetition++)
        {
            idle.Add(Measure(target, () => Thread.Sleep(300)));
            reverting.Add(Measure(target, () => tool.Run("revert", target.Id, "--yes")));
            planning.Add(Measure(target, () => tool.Run("plan", target.Id, patch)));
            applying.Add(Measure(target, () => tool.Run("apply", target.Id, patch, "--yes")));
            collecting.Add(Measure(target, () => target.Ask("collect")));
        }

        Table.Print(
            "Longest gap of a heartbeat thread, us; 'held' is what of it was not waiting for a processor",
            ["while", "runs", "gap median", "gap worst", "to plan", "held median", "held worst", "to plan"],
            [
                Row("idle", idle, planning), Row("plan, which changes nothing", planning, planning), Row("cold apply", cold, planning),
                Row("later apply", applying, planning), Row("revert", reverting, planning),
                Row("one collection, which holds threads", collecting, planning),
            ]);
        Console.WriteLine(
            "  A gap is the scheduler's where processors are few: the tool, and in the target the compiler, want one too. Compare 'held'.");
    }

    private static Gap Measure(TargetProcess target, Action action)
    {
        target.Ask("gap");
        action();
        double[] gap = target.AskNumbers("gap");
        return new Gap(gap[0], gap[1]);
    }

    private static string[] Row(string name, IReadOnlyList<Gap> gaps, IReadOnlyList<Gap> baseline) =>
    [
        name, $"{gaps.Count}", .. Figures(gaps, baseline, gap => gap.Whole), .. Figures(gaps, baseline, gap => gap.Held),
    ];

    private static string[] Figures(IReadOnlyList<Gap> gaps, IReadOnlyList<Gap> baseline, Func<Gap, double> part) =>
    [
        $"{Median(gaps, part):0}", $"{gaps.Max(part):0}", $"{Median(gaps, part) / Median(baseline, part):0.00}",
    ];

    private static double Median(IReadOnlyList<Gap> gaps, Func<Gap, double> part) => gaps.Select(part).Order().ElementAt(gaps.Count / 2);

    /// <summary>In microseconds.</summary>
    private readonly record struct Gap(double Whole, double Held);
}
