using System.CommandLine;

using Hotfixing.Cli.Output;

namespace Hotfixing.Cli.Commands;

/// <summary><c>hotfix list</c>: what is applied, read from the process.</summary>
internal static class ListCommand
{
    public static Command Create(CommandContext context)
    {
        var command = new Command("list", "Show what is applied: since when, by whom, how far it took");
        var target = TargetArgument.Create();
        command.Add(target);
        command.SetAction(parsed => (int)context.Run(
            command.Name, () => Run(context, TargetArgument.Find(parsed.GetRequiredValue(target), command.Name))));
        return command;
    }

    /// <summary>The patches in a process; one that hotfix was never in is not disturbed.</summary>
    public static IReadOnlyList<AppliedPatch> Read(CommandContext context, Recognized process, IPatchSession session)
    {
        if (!process.Description.HasBeenPatched)
        {
            return [];
        }

        using var progress = context.Report.Progress();
        progress.Report("asking the program what is applied");
        return session.List();
    }

    private static ExitCode Run(CommandContext context, Target target)
    {
        var process = context.Engines.Recognize(target);
        using var session = process.Attach();
        var patches = Read(context, process, session);
        return context.Report.Finish(
            ExitCode.Done,
            page => Print(page, process, patches),
            document => document with { Process = ProcessPart.Of(process), Patches = [.. patches.Select(PatchPart.Of)] });
    }

    private static void Print(Page page, Recognized process, IReadOnlyList<AppliedPatch> patches)
    {
        page.Heading($"{process}");
        if (patches.Count == 0)
        {
            page.Line("no patch is applied");
        }

        foreach (var patch in patches)
        {
            page.Heading(
                $"patch {patch.Id}, applied {patch.AppliedAt.ToLocalTime():yyyy-MM-dd HH:mm:ss} by {patch.AppliedBy} from {patch.Source}");
            if (patch.Replacements.Count > 0)
            {
                page.Table([], [.. patch.Replacements.Select(r => (IReadOnlyList<string>)[r.Effect ?? "", r.Function, $"({r.Module})"])]);
            }
        }
    }
}
