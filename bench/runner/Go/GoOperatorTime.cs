namespace BenchRunner.Go;

/// <summary>What the operator waits for, and what it costs the target in memory, by the number of functions.</summary>
internal static class GoOperatorTime
{
    private const int Repetitions = 5;

    public static void Measure(Tool tool, GoEditions editions)
    {
        List<string[]> times = [];
        List<string[]> memory = [];
        foreach (int functions in (int[])[1, 10, 100, 1000])
        {
            string sources = editions.Changed(functions);
            string patch = editions.PatchFile(tool, functions);
            string built = Path.ChangeExtension(patch, ".again");
            using TargetProcess target = editions.Start(8, 10);
            double list = Median(() => tool.Run("list", target.Id).Taken);
            double build = Median(() => tool.Run("build", sources, "-o", built, "--like", target.Id).Taken);
            double planSources = Median(() => tool.Run("plan", target.Id, sources).Taken);
            double plan = Median(() => tool.Run("plan", target.Id, patch).Taken);
            File.Delete(built);

            (long all, long own) = (target.Memory(), target.OwnMemory());
            double applySources = tool.Run("apply", target.Id, sources, "--yes").Taken.TotalMilliseconds;
            (long allAfter, long ownAfter) = (target.Memory(), target.OwnMemory());
            List<double> apply = [];
            List<double> revert = [];
            for (int repetition = 0; repetition < Repetitions; repetition++)
            {
                revert.Add(tool.Run("revert", target.Id, "--yes").Taken.TotalMilliseconds);
                apply.Add(tool.Run("apply", target.Id, patch, "--yes").Taken.TotalMilliseconds);
            }

            times.Add(
            [
                $"{functions}", .. new[] { list, build, planSources, applySources, plan, Figures.Median(apply), Figures.Median(revert) }.Select(t => $"{t:0}"),
                $"{applySources / list:0.0}", $"{Figures.Median(apply) / list:0.0}",
            ]);
            memory.Add(
            [
                $"{functions}", $"{all}", $"+{allAfter - all}", $"{own}", $"+{ownAfter - own}",
                $"+{(target.OwnMemory() - ownAfter) / Repetitions}",
            ]);
        }

        Table.Print(
            $"Seen by the operator, ms; baseline: 'hotfix list' of an unpatched process (medians of {Repetitions}, 'apply sources' once)",
            ["functions", "list", "build", "plan sources", "apply sources", "plan file", "apply file", "revert", "sources/list", "file/list"], times);
        Table.Print(
            "Memory of the target, KiB: what it holds, what of it is its own, and what one patch adds ('later': each time it is applied again)",
            ["functions", "resident before", "patch", "own before", "patch", "later"], memory);
    }

    private static double Median(Func<TimeSpan> measure) =>
        Figures.Median([.. Enumerable.Range(0, Repetitions).Select(_ => measure().TotalMilliseconds)]);
}
