using System.CommandLine;

using Hotfixing.Cli.Output;

namespace Hotfixing.Cli.Commands;

/// <summary><c>hotfix apply</c>: all or nothing.</summary>
internal static class ApplyCommand
{
    public static Command Create(CommandContext context)
    {
        var command = new Command("apply", "Put a patch into effect: all of it or nothing");
        var arguments = new PatchArguments(command);
        var yes = new Option<bool>("--yes") { Description = "Do not ask, whatever the warnings" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Show what would be done, and do not do it" };
        command.Add(yes);
        command.Add(dryRun);
        command.SetAction(parsed => (int)context.Run(command.Name, () =>
        {
            var process = context.Engines.Recognize(arguments.Target(parsed));
            using var session = process.Attach();
            var plan = PlanCommand.Plan(context, session, arguments.Patch(parsed));
            return PlanPage.Obstacle(plan) is not null || parsed.GetValue(dryRun)
                ? PlanCommand.Finish(context, process, plan)
                : Apply(context, process, session, plan, parsed.GetValue(yes));
        }));
        return command;
    }

    private static ExitCode Apply(CommandContext context, Recognized process, IPatchSession session, PatchPlan plan, bool yes)
    {
        context.Report.Preview(page => PlanPage.Print(page, process, plan));
        if (!yes && !Confirm(context.Report, plan))
        {
            return context.Report.Finish(
                ExitCode.NothingToDo,
                page => page.Line("not applied; nothing was changed"),
                document => document with { Process = ProcessPart.Of(process), Plan = PlanPart.Of(plan) });
        }

        context.Interruption.BeginChange();
        var applied = Apply(context, session, plan);
        return context.Report.Finish(
            ExitCode.Done,
            page => page.Success(
                $"applied patch {applied.Id}: {Amount.Of(applied.Replacements.Count, "function")} replaced in "
                    + $"{Amount.Of(applied.Duration)}; the program stood still for {Amount.Of(applied.StoodStill)}"),
            document => document with
            {
                Process = ProcessPart.Of(process),
                Plan = PlanPart.Of(plan),
                Applied = PatchPart.Of(applied),
            });
    }

    private static AppliedPatch Apply(CommandContext context, IPatchSession session, PatchPlan plan)
    {
        using var progress = context.Report.Progress();
        progress.Report("applying");
        return session.Apply(plan, progress, context.Interruption.Token);
    }

    /// <summary>A plan without warnings needs no question; with warnings, and nobody to ask, it is refused.</summary>
    private static bool Confirm(Report report, PatchPlan plan)
    {
        var warnings = plan.Diagnostics.Count(d => d.Severity == Severity.Warning);
        return warnings == 0
            || (report.CanAsk
                ? report.Confirm($"{Amount.Of(warnings, "warning")}. Apply all the same?")
                : throw new RefusedException(
                    [.. plan.Diagnostics.Where(d => d.Severity == Severity.Warning), TargetDiagnostics.ConfirmationNeeded(warnings)]));
    }
}
