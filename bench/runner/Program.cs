using BenchRunner;
using BenchRunner.DotNet;
using BenchRunner.Go;

// runner dotnet|go <hotfix command> <folder of the target's editions> ... [--full] [the tables to print]
Console.WriteLine($"{Environment.ProcessorCount} processors, load {File.ReadAllText("/proc/loadavg").Split(' ')[0]}, .NET {Environment.Version}");
Tool tool = new(args[1]);
bool isFull = args.Contains("--full");
(string Name, Action Print)[] tables = args[0] == "go" ? GoTables.All(tool, args[2], isFull) : DotNetTables.All(tool, args[2]);
string[] wanted = [.. args[3..].Where(name => name != "--full")];
foreach ((_, Action print) in tables.Where(table => wanted.Length == 0 || wanted.Contains(table.Name)))
{
    print();
}
