using BenchRunner;

// runner <hotfix command> <folder of the target's editions> [the tables to print: operator, pauses, calls, plan]
Tool tool = new(args[0]);
Editions editions = new(args[1]);
Console.WriteLine($"{Environment.ProcessorCount} processors, load {File.ReadAllText("/proc/loadavg").Split(' ')[0]}, .NET {Environment.Version}");
(string Name, Action<Tool, Editions> Measure)[] tables =
    [("operator", OperatorTime.Measure), ("pauses", Pauses.Measure), ("calls", CallTime.Measure), ("plan", PlanTime.Measure)];
foreach ((_, Action<Tool, Editions> measure) in tables.Where(table => args.Length < 3 || args[2..].Contains(table.Name)))
{
    measure(tool, editions);
}
