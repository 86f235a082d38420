using System.CommandLine;

using Hotfixing.Cli.Output;

namespace Hotfixing.Cli.Commands;

/// <summary><c>hotfix plan</c>: changes nothing.</summary>
internal static class PlanCommand
{
    public static Command Create(CommandContext context)
    {
        var command = new Command("plan", "Show what a patch would change, why not, and what is left running old code");
        var arguments = new PatchArguments(command);
        command.SetAction(parsed => (int)context.Run(command.Name, () => Run(context, arguments.Target(parsed), arguments.Patch(parsed))));
        return command;
    }

    /// <summary>Makes a plan, showing progress.</summary>
    public static PatchPlan Plan(CommandContext context, IPatchSession session, Patch patch)
    {
        using var progress = context.Report.Progress();
        progress.Report("comparing what runs with what was built");
        return session.Plan(patch, progress);
    }

    /// <summary>Prints a plan as the result of a command.</summary>
    public static ExitCode Finish(CommandContext context, Recognized process, PatchPlan plan)
    {
        var obstacle = PlanPage.Obstacle(plan);
        return context.Report.Finish(
            obstacle ?? ExitCode.Done,
            page =>
            {
                PlanPage.Print(page, process, plan);
                if (obstacle is { } code)
                {
                    PlanPage.PrintObstacle(page, code);
                }
                else
                {
                    page.Success("can be applied; nothing was changed yet");
                }
            },
            document => document with { Process = ProcessPart.Of(process), Plan = PlanPart.Of(plan) });
    }

    private static ExitCode Run(CommandContext context, Target target, Patch patch)
    {
        var process = context.Engines.Recognize(target);
        using var session = process.Attach();
        return Finish(context, process, Plan(context, session, patch));
    }
}
