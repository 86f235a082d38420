using BenchIdentity;
using BenchRunner;
using Hotfixing.Tests.DotNet.Identity;

// Hotfix.Identity <hotfix command> <folder of the worker> <folder for new builds> [libraries]
Library[] libraries = [.. Library.All(args[1], args[2]).Where(library => args.Length == 3 || args[3..].Contains(library.Name))];
Console.WriteLine($"{Environment.ProcessorCount} processors, load {File.ReadAllText("/proc/loadavg").Split(' ')[0]}, .NET {Environment.Version}");
List<string> reasons = [];
foreach (Touch touch in Enum.GetValues<Touch>())
{
    OfflineTable.Print(libraries, touch, reasons);
}

Tool tool = new(args[0]);
LiveTable.Print(tool, libraries, reasons);
ControlTable.Print(tool, libraries, reasons);
Console.WriteLine(reasons.Count == 0 ? "\nNothing was refused, nothing was wrong." : $"\nRefused or wrong:\n  {string.Join("\n  ", reasons.Distinct())}");
