using Hotfixing;
using Hotfixing.Cli;
using Hotfixing.DotNet;
using Hotfixing.Go;

IReadOnlyList<IEngine> engines = [new DotNetEngine(), new GoEngine()];
return (int)CommandLine.Run(args, engines, Terminal.OfThisProcess());
