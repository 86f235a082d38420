using System.CommandLine;

namespace Hotfixing.Cli.Commands;

/// <summary><c>hotfix ps</c>.</summary>
internal static class PsCommand
{
    public static Command Create(CommandContext context)
    {
        var command = new Command("ps", "List the processes that can be patched: runtime, version, what is applied");
        command.SetAction(_ => (int)context.Run(command.Name, () => Run(context)));
        return command;
    }

    private static ExitCode Run(CommandContext context)
    {
        var processes = ProcessList.Read(context, out var hidden);
        return context.Report.Finish(
            ExitCode.Done,
            page => ProcessList.Print(page, processes, hidden),
            document => ProcessList.Write(document, processes, hidden));
    }
}
