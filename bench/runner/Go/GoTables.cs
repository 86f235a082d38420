namespace BenchRunner.Go;

/// <summary>What bench/go prints.</summary>
internal static class GoTables
{
    private const int Threads = 8;
    private const int Goroutines = 1000;

    /// <summary>The tables, by name, of the editions that are in a folder.</summary>
    public static (string Name, Action Print)[] All(Tool tool, string folder, bool isFull)
    {
        GoEditions editions = new(folder);
        return
        [
            ("operator", () => GoOperatorTime.Measure(tool, editions)),
            ("stops", () => GoStops.Measure(tool, editions, isFull)),
            ("pauses", () => MeasurePauses(tool, editions, isFull)),
            ("calls", () => MeasureCalls(tool, editions)),
            ("plan", () => GoPlanTime.Measure(tool, editions)),
        ];
    }

    private static void MeasurePauses(Tool tool, GoEditions editions, bool isFull)
    {
        using TargetProcess target = editions.Start(Threads, Goroutines);
        Pauses.Measure(tool, target, editions.PatchFile(tool, 100), isFull ? 50 : 10);
    }

    private static void MeasureCalls(Tool tool, GoEditions editions)
    {
        using TargetProcess target = editions.Start(0, 0);
        CallTime.Measure(tool, target, editions.Hot, "function not inlined", "function inlined into its caller", "control, never patched");
    }
}
