namespace BenchRunner;

/// <summary>What a call of patched code costs.</summary>
internal static class CallTime
{
    /// <param name="tool">The command.</param>
    /// <param name="target">What is patched.</param>
    /// <param name="patch">A patch of what is timed, all but the last.</param>
    /// <param name="names">What is timed.</param>
    public static void Measure(Tool tool, TargetProcess target, string patch, params string[] names)
    {
        double[] before = Times(target);
        tool.Run("apply", target.Id, patch, "--yes");
        double[] patched = Times(target);
        tool.Run("revert", target.Id, "--yes");
        double[] reverted = Times(target);

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
