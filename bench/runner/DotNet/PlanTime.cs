namespace BenchRunner.DotNet;

/// <summary>How the time of a plan grows with the program.</summary>
internal static class PlanTime
{
    private const int Repetitions = 3;

    public static void Measure(Tool tool, Editions editions)
    {
        List<string[]> rows = [];
        double perMethodFirst = 0;
        foreach (int methods in (int[])[1_000, 10_000, 50_000])
        {
            using TargetProcess target = editions.Start(methods);
            string patch = editions.Changed(methods, 10);
            double best = Enumerable.Range(0, Repetitions).Min(_ => tool.Run("plan", target.Id, patch).Taken.TotalMilliseconds);
            double perMethod = best * 1000 / methods;
            perMethodFirst = perMethodFirst == 0 ? perMethod : perMethodFirst;
            double size = new FileInfo(Path.Combine(patch, "target.dll")).Length / 1024.0;
            rows.Add([$"{methods}", $"{size:0}", $"{best:0}", $"{perMethod:0.0}", $"{perMethod / perMethodFirst:0.00}"]);
        }

        Table.Print(
            $"Plan by the size of the assembly, ten methods changed (best of {Repetitions})",
            ["methods", "KiB", "ms", "us per method", "to the first row"], rows);
    }
}
