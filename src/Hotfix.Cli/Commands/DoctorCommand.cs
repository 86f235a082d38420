using System.CommandLine;

using Hotfixing.Cli.Output;

namespace Hotfixing.Cli.Commands;

/// <summary><c>hotfix doctor</c>: can a process be patched from here; if not, the one thing to change.</summary>
internal static class DoctorCommand
{
    public static Command Create(CommandContext context)
    {
        var command = new Command("doctor", "Check whether a process, or each one, can be patched from here; if not, what to change");
        var target = new Argument<string?>("pid") { Description = "The id of the process; all when left out", Arity = ArgumentArity.ZeroOrOne };
        command.Add(target);
        command.SetAction(parsed => (int)context.Run(command.Name, () =>
            parsed.GetValue(target) is { } text ? RunOne(context, TargetArgument.Find(text, command.Name)) : RunAll(context)));
        return command;
    }

    private static ExitCode RunOne(CommandContext context, Target target)
    {
        var process = context.Engines.Recognize(target);
        var diagnostics = process.Engine.Examine(target);
        var exitCode = diagnostics.Any(d => d.Severity == Severity.Refusal) ? ExitCode.Refused : ExitCode.Done;
        return context.Report.Finish(
            exitCode,
            page => Print(page, process, diagnostics),
            document => document with { Process = Describe(process, diagnostics) });
    }

    private static ExitCode RunAll(CommandContext context)
    {
        var processes = context.Engines.RecognizeAll(out var hidden).Select(p => (Process: p, Diagnostics: TryExamine(p)))
            .Where(p => p.Diagnostics is not null)
            .ToList();
        return context.Report.Finish(
            ExitCode.Done,
            page =>
            {
                foreach (var (process, diagnostics) in processes)
                {
                    Print(page, process, diagnostics!);
                }

                page.Line($"{Amount.Of(processes.Count, "process")} looked at; not looked at, of other users or protected: {hidden}");
            },
            document => document with
            {
                Processes = [.. processes.Select(p => Describe(p.Process, p.Diagnostics!))],
                HiddenProcesses = hidden,
            });
    }

    /// <summary>What stands in the way; null when the process has ended meanwhile.</summary>
    private static IReadOnlyList<Diagnostic>? TryExamine(Recognized process)
    {
        try
        {
            return process.Engine.Examine(process.Target);
        }
        catch (TargetExitedException)
        {
            return null;
        }
    }

    private static void Print(Page page, Recognized process, IReadOnlyList<Diagnostic> diagnostics)
    {
        page.Heading($"{process}");
        page.Diagnostics(diagnostics);
        if (!diagnostics.Any(d => d.Severity == Severity.Refusal))
        {
            page.Success("can be patched from here");
        }
    }

    private static ProcessPart Describe(Recognized process, IReadOnlyList<Diagnostic> diagnostics) =>
        ProcessPart.Of(process) with { Diagnostics = [.. diagnostics.Select(DiagnosticPart.Of)] };
}
