using Hotfixing.Cli.Output;

namespace Hotfixing.Cli.Commands;

/// <summary>How a plan is printed for a person.</summary>
internal static class PlanPage
{
    /// <summary>Prints it.</summary>
    public static void Print(Page page, Recognized process, PatchPlan plan)
    {
        page.Heading($"{process}");
        page.List($"changes {Amount.Of(plan.Replacements.Count, "function")}", [.. plan.Replacements.Select(r => $"{r.Function}  ({r.Module})")]);
        page.List("adds", plan.Added);
        page.List("goes on as it is", plan.Remaining);
        page.Diagnostics(plan.Diagnostics);
    }

    /// <summary>What a plan that cannot be applied, or need not be, ends with; null for one that can.</summary>
    public static ExitCode? Obstacle(PatchPlan plan) =>
        plan.IsRefused ? ExitCode.Refused : plan.IsEmpty ? ExitCode.NothingToDo : null;

    /// <summary>The last line about a plan that is not applied.</summary>
    public static void PrintObstacle(Page page, ExitCode obstacle)
    {
        if (obstacle == ExitCode.Refused)
        {
            page.Error("refused; nothing was changed");
        }
        else
        {
            page.Line("nothing to do: what runs is what was built");
        }
    }
}
