using BenchRunner;

// runner <hotfix command> <folder of the target's editions>
Tool tool = new(args[0]);
Editions editions = new(args[1]);
Console.WriteLine($"{Environment.ProcessorCount} processors, load {File.ReadAllText("/proc/loadavg").Split(' ')[0]}, .NET {Environment.Version}");
OperatorTime.Measure(tool, editions);
Pauses.Measure(tool, editions);
CallTime.Measure(tool, editions);
PlanTime.Measure(tool, editions);
