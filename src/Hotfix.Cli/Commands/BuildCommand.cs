using System.CommandLine;
using System.Diagnostics;

using Hotfixing.Cli.Output;
using Hotfixing.Go;
using Hotfixing.Linux;

namespace Hotfixing.Cli.Commands;

/// <summary><c>hotfix build</c>: a patch file of a Go program, for hosts without a Go toolchain. Touches no process.</summary>
internal static class BuildCommand
{
    public static Command Create(CommandContext context)
    {
        var command = new Command("build", "Make a patch file of a Go program's edited sources, for a host without a Go toolchain");
        var folder = new Argument<string>("folder") { Description = "The folder of the edited main package" };
        var output = new Option<string>("--output", "-o") { Description = "The file to write", HelpName = "file", Required = true };
        var like = new Option<string>("--like") { Description = "The program to patch: a process id, or its executable", HelpName = "pid|executable", Required = true };
        command.Add(folder);
        command.Add(output);
        command.Add(like);
        command.SetAction(parsed => (int)context.Run(command.Name, () => Run(
            context,
            Path.GetFullPath(parsed.GetRequiredValue(folder)),
            Path.GetFullPath(parsed.GetRequiredValue(output)),
            FindProgram(parsed.GetRequiredValue(like), command.Name))));
        return command;
    }

    private static ExitCode Run(CommandContext context, string folder, string output, string program)
    {
        if (Obstacle(output) is { } obstacle)
        {
            throw new UsageException($"{output} cannot be written: {obstacle}", "hotfix build");
        }

        var watch = Stopwatch.StartNew();
        var built = Build(context, folder, output, program);
        return context.Report.Finish(
            ExitCode.Done,
            page =>
            {
                page.Diagnostics(built.Diagnostics);
                page.Success($"built {built.File} for {built.Package} ({built.GoVersion}): {built.Length / 1024} KB in {Amount.Of(watch.Elapsed)}");
                page.Hint($"on the host of the program: hotfix plan <pid> {Path.GetFileName(built.File)}");
            },
            document => document with
            {
                Built = BuiltPart.Of(built),
                Diagnostics = built.Diagnostics.Count > 0 ? [.. built.Diagnostics.Select(DiagnosticPart.Of)] : null,
            });
    }

    // The finished file is moved there, so that it would take the place of a device or pipe.
    private static string? Obstacle(string output) =>
        Directory.Exists(output) ? "it is a folder"
        : !Directory.Exists(Path.GetDirectoryName(output)) ? "its folder does not exist"
        : FileStatus.TryRead(output) is { IsRegularFile: false } ? "it is no ordinary file" : null;

    private static BuiltPatchFile Build(CommandContext context, string folder, string output, string program)
    {
        using var progress = context.Report.Progress();
        progress.Report("reading how the program was built");
        try
        {
            return GoPatchFile.Build(folder, output, program, progress);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new AccessDeniedException(e.Message, e);
        }
        catch (IOException e)
        {
            throw new UsageException(e.Message, "hotfix build");
        }
    }

    /// <summary>A number is a process; a file whose name is a number can be given with its folder.</summary>
    private static string FindProgram(string text, string command) =>
        text.All(char.IsAsciiDigit) ? TargetFiles.Executable(TargetArgument.Find(text, command)) : Path.GetFullPath(text);
}
