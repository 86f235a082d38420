using System.CommandLine;
using System.Globalization;

using Hotfixing.Cli.Output;

namespace Hotfixing.Cli.Commands;

/// <summary><c>hotfix revert</c>: back to the state before a patch.</summary>
internal static class RevertCommand
{
    public static Command Create(CommandContext context)
    {
        var command = new Command("revert", "Go back to the state before a patch: the latest, or the one named and all later ones");
        var target = TargetArgument.Create();
        var id = new Argument<string?>("id") { Description = "The patch's number, as list prints it", Arity = ArgumentArity.ZeroOrOne };
        var yes = new Option<bool>("--yes") { Description = "Do not ask, also when several patches are taken back" };
        command.Add(target);
        command.Add(id);
        command.Add(yes);
        command.SetAction(parsed => (int)context.Run(command.Name, () => Run(
            context,
            TargetArgument.Find(parsed.GetRequiredValue(target), command.Name),
            parsed.GetValue(id) is { } text ? Parse(text) : null,
            parsed.GetValue(yes))));
        return command;
    }

    private static PatchId? Parse(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? new PatchId(number)
            : throw new UsageException($"'{text}' is not the number of a patch", "hotfix revert");

    private static ExitCode Run(CommandContext context, Target target, PatchId? id, bool yes)
    {
        var process = context.Engines.Recognize(target);
        using var session = process.Attach();
        var patches = ListCommand.Read(context, process, session);
        if (patches.Count == 0)
        {
            return NotReverted(context, process, "nothing to do: no patch is applied");
        }

        var affected = patches.Count(p => p.Id.Number >= (id ?? patches[^1].Id).Number);
        if (affected > 1 && !yes && context.Report.CanAsk && !context.Report.Confirm($"This takes back {affected} patches. Go on?"))
        {
            return NotReverted(context, process, "not reverted; nothing was changed");
        }

        context.Interruption.BeginChange();
        var reverted = Revert(context, session, id);
        return context.Report.Finish(
            ExitCode.Done,
            page =>
            {
                page.Heading($"{process}");
                page.List("went back", reverted.Functions);
                page.Success(
                    $"reverted {(reverted.Ids.Count == 1 ? "patch" : "patches")} {string.Join(", ", reverted.Ids)}: "
                        + $"{Amount.Of(reverted.Functions.Count, "function")} in {Amount.Of(reverted.Duration)}; "
                        + $"the program stood still for {Amount.Of(reverted.StoodStill)}");
            },
            document => document with { Process = ProcessPart.Of(process), Reverted = RevertPart.Of(reverted) });
    }

    private static RevertedPatch Revert(CommandContext context, IPatchSession session, PatchId? id)
    {
        using var progress = context.Report.Progress();
        progress.Report("reverting");
        return session.Revert(id);
    }

    private static ExitCode NotReverted(CommandContext context, Recognized process, string reason) => context.Report.Finish(
        ExitCode.NothingToDo,
        page => page.Line(reason),
        document => document with { Process = ProcessPart.Of(process) });
}
