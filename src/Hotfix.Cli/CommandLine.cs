using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

using Hotfixing.Cli.Commands;
using Hotfixing.Cli.Output;

namespace Hotfixing.Cli;

/// <summary>The command line: which commands there are, and how what happens in them becomes an exit code.</summary>
internal static class CommandLine
{
    private const string Program = "hotfix";

    /// <summary>Runs one command.</summary>
    public static ExitCode Run(IReadOnlyList<string> arguments, IReadOnlyList<IEngine> engines, Terminal terminal)
    {
        var json = new Option<bool>("--json") { Description = "Print the result as one JSON document (docs/json.md)", Recursive = true };
        var log = new Option<string?>("--log") { Description = "Print details to stderr: debug", HelpName = "debug", Recursive = true };
        log.AcceptOnlyFromAmong("debug");

        // Not a RootCommand: that one calls itself after the assembly.
        var root = new Command(Program, "Replaces functions in a running program.") { new HelpOption(), new VersionOption(), json, log };

        // Parsed twice: how to report comes first, also about a command line that is wrong.
        var report = new Report(terminal, arguments.Contains(json.Name), arguments.Contains(log.Name));
        using var context = new CommandContext(new EngineList(engines), report);
        root.SetAction(_ => (int)context.Run(Program, () => WelcomeCommand.Run(context)));
        root.Add(PsCommand.Create(context));
        root.Add(PlanCommand.Create(context));
        root.Add(ApplyCommand.Create(context));
        root.Add(ListCommand.Create(context));
        root.Add(RevertCommand.Create(context));
        root.Add(BuildCommand.Create(context));
        root.Add(DoctorCommand.Create(context));

        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0 && parsed.Action is ParseErrorAction)
        {
            var command = parsed.CommandResult.Command;
            var name = command == root ? Program : $"{Program} {command.Name}";
            return context.Run(command.Name, () => throw new UsageException(Describe(parsed), name));
        }

        return (ExitCode)parsed.Invoke(new InvocationConfiguration
        {
            Output = terminal.Out,
            Error = terminal.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        });
    }

    private static string Describe(ParseResult parsed) =>
        parsed.UnmatchedTokens.FirstOrDefault(t => t is ['-', .. var digits] && int.TryParse(digits, out _)) is { } number
            ? TargetArgument.NotAnId(number)
            : parsed.Errors[0].Message;
}
