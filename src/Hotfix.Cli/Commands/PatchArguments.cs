using System.CommandLine;

namespace Hotfixing.Cli.Commands;

/// <summary>What <c>plan</c> and <c>apply</c> are given: a process and a patch.</summary>
internal sealed class PatchArguments
{
    private readonly Argument<string> _target = TargetArgument.Create();
    private readonly Argument<string> _patch = new("patch") { Description = "The rebuilt assembly, or the folder it was built into; of a Go program the folder of the edited main package, or a file that build made" };
    private readonly Option<string[]> _functions = new("--function")
    {
        Description = "Replace this function only, by the name plan prints; may be given several times",
        HelpName = "name",
        DefaultValueFactory = _ => [],
    };

    private readonly Command _command;

    public PatchArguments(Command command)
    {
        _command = command;
        command.Add(_target);
        command.Add(_patch);
        command.Add(_functions);
    }

    /// <summary>The process that was named.</summary>
    public Target Target(ParseResult parsed) => TargetArgument.Find(parsed.GetRequiredValue(_target), _command.Name);

    /// <summary>The patch that was named.</summary>
    public Patch Patch(ParseResult parsed) => new(Path.GetFullPath(parsed.GetRequiredValue(_patch)), parsed.GetRequiredValue(_functions));
}
