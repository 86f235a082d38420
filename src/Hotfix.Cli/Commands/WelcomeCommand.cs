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
                if (Likeliest(processes.Select(p => p.Process)) is { } likely)
                {
                    page.Line("change the source of one of them, then type, with its id and");
                    page.Line("of a .NET program, once it is built again as always, the folder it was built into; of a Go program that of its main package:");
                    page.Hint($"hotfix plan {likely.Target.ProcessId} {ShellQuoted(PatchOf(likely))}");
                }
                else
                {
                    page.Line("start a .NET or Go program, then type:");
                    page.Hint("hotfix ps");
                }

                page.Line("all commands: hotfix --help");
            },
            document => ProcessList.Write(document, processes, hidden));
    }

    /// <summary>The process somebody most likely came for: the last one that was started.</summary>
    private static Recognized? Likeliest(IEnumerable<Recognized> processes) =>
        processes.OrderByDescending(IsOrdinary).ThenByDescending(p => p.Target.StartTime).FirstOrDefault();

    /// <summary>Tools such as compilers run under the runtime's own program; somebody's program has an assembly of its own.</summary>
    private static bool IsOrdinary(Recognized process) => IsGo(process) || Path.GetExtension(process.Description.Program) == ".dll";

    // Where a Go program was built from, nobody knows but the one who types; most likely from where he is.
    private static string PatchOf(Recognized process) => (IsGo(process) ? null : Path.GetDirectoryName(process.Description.Program)) ?? ".";

    private static bool IsGo(Recognized process) => process.Description.Runtime == "Go";

    private static string ShellQuoted(string path) =>
        path.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '-' or '_' or '+') ? path : $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
