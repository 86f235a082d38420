namespace Hotfixing.Cli.Commands;

/// <summary><c>hotfix</c> alone: what can be patched, and what to type next.</summary>
internal static class WelcomeCommand
{
    public static ExitCode Run(CommandContext context)
    {
        var processes = ProcessList.Read(context, out var hidden);
        return context.Report.Finish(
            ExitCode.Done,
            page =>
            {
                page.Heading("hotfix replaces functions in a running program");
                ProcessList.Print(page, processes, hidden);
                if (processes is [var (first, _), ..])
                {
                    var folder = Path.GetDirectoryName(first.Description.Program);
                    page.Line("change the source of one of them, build it as always, then type, with its id and the folder it was built into:");
                    page.Hint($"hotfix plan {first.Target.ProcessId} {ShellQuoted(folder ?? ".")}");
                }
                else
                {
                    page.Line("start a .NET program, then type:");
                    page.Hint("hotfix ps");
                }

                page.Line("all commands: hotfix --help");
            },
            document => ProcessList.Write(document, processes, hidden));
    }

    private static string ShellQuoted(string path) =>
        path.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '-' or '_' or '+') ? path : $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
