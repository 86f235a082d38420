using Hotfixing;
using Hotfixing.Cli;
using Hotfixing.DotNet;

IReadOnlyList<IEngine> engines = [new DotNetEngine()];
return (int)CommandLine.Run(args, engines, Terminal.OfThisProcess());
