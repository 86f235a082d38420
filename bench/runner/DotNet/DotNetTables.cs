namespace BenchRunner.DotNet;

/// <summary>What bench/dotnet prints.</summary>
internal static class DotNetTables
{
    private const int Pauses = 15;

    /// <summary>The tables, by name, of the editions that are in a folder.</summary>
    public static (string Name, Action Print)[] All(Tool tool, string folder)
    {
        Editions editions = new(folder);
        return
        [
            ("operator", () => OperatorTime.Measure(tool, editions)),
            ("pauses", () => MeasurePauses(tool, editions)),
            ("calls", () => MeasureCalls(tool, editions)),
            ("plan", () => PlanTime.Measure(tool, editions)),
        ];
    }

    private static void MeasurePauses(Tool tool, Editions editions)
    {
        using TargetProcess target = editions.Start(100);
        target.Ask("value");
        BenchRunner.Pauses.Measure(tool, target, editions.Changed(100, 100), Pauses);
    }

    private static void MeasureCalls(Tool tool, Editions editions)
    {
        using TargetProcess target = editions.Start(100);
        CallTime.Measure(tool, target, editions.Hot, "method not inlined", "method inlined into its caller", "control, never patched");
    }
}
