namespace BenchRunner;

/// <summary>What a call of a patched method costs.</summary>
internal static class CallTime
{
    public static void Measure(Tool tool, Editions editions)
    {
        using TargetProcess target = new(editions.Changed(100, 0));
        double[] before = Times(target);
        tool.Run("apply", target.Id, editions.Hot, "--yes");
        double[] patched = Times(target);
        tool.Run("revert", target.Id, "--yes");
        double[] reverted = Times(target);

        string[] names = ["method not inlined", "method inlined into its caller", "control, never patched"];
        Table.Print(
            "Time of a call, ns (best of 60 rounds of a million calls)",
            ["", "unpatched", "patched", "reverted", "patched/unpatched", "reverted/unpatched"],
            [
                .. names.Select((name, row) => (string[])
                [
                    name, $"{before[row]:0.00}", $"{patched[row]:0.00}", $"{reverted[row]:0.00}",
                    $"{patched[row] / before[row]:0.00}", $"{reverted[row] / before[row]:0.00}",
                ]),
            ]);
    }

    private static double[] Times(TargetProcess target) => [.. target.Ask("time").Split(' ').Select(double.Parse)];
}
