using Hotfixing.Cli.Output;

namespace Hotfixing.Cli.Commands;

/// <summary>The processes that can be patched, with what is applied to each.</summary>
internal static class ProcessList
{
    /// <summary>Looks at every process.</summary>
    /// <param name="context">The engines and the report.</param>
    /// <param name="hidden">How many processes belong to somebody else.</param>
    public static IReadOnlyList<(Recognized Process, int? Applied)> Read(CommandContext context, out int hidden)
    {
        using var progress = context.Report.Progress();
        progress.Report("looking at the running processes");
        return [.. context.Engines.RecognizeAll(out hidden).Select(p => (p, CountApplied(p)))];
    }

    /// <summary>Prints it for a person.</summary>
    public static void Print(Page page, IReadOnlyList<(Recognized Process, int? Applied)> processes, int hidden)
    {
        if (processes.Count > 0)
        {
            page.Table(
                ["PID", "RUNTIME", "PATCHES", "PROGRAM"],
                [.. processes.Select(p => (IReadOnlyList<string>)
                [
                    $"{p.Process.Target.ProcessId}",
                    $"{p.Process.Description.Runtime} {p.Process.Description.Version}",
                    p.Applied is { } count ? $"{count}" : "?",
                    p.Process.Description.Program,
                ])]);
        }
        else
        {
            page.Line("no program runs here that hotfix could patch");
        }

        if (hidden > 0)
        {
            page.Line($"{Amount.Of(hidden, "process")} not looked at, of other users or protected");
        }
    }

    /// <summary>Puts it into a document.</summary>
    public static Document Write(Document document, IReadOnlyList<(Recognized Process, int? Applied)> processes, int hidden) => document with
    {
        Processes = [.. processes.Select(p => ProcessPart.Of(p.Process) with { AppliedPatches = p.Applied })],
        HiddenProcesses = hidden,
    };

    private static int? CountApplied(Recognized process)
    {
        if (!process.Description.HasBeenPatched)
        {
            return 0;
        }

        try
        {
            using var session = process.Attach();
            return session.List().Count;
        }
        catch (HotfixException)
        {
            return null;
        }
    }
}
