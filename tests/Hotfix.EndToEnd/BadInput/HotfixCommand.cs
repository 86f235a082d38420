using System.Diagnostics;

namespace Hotfixing.EndToEnd.BadInput;

/// <summary>The command line, as it is built, in a process of its own. It never prints a stack trace.</summary>
public static class HotfixCommand
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <summary>The built command; it is run with dotnet.</summary>
    public static readonly string Assembly = Path.Combine(AppContext.BaseDirectory, "Hotfix.Cli.dll");

    public static CommandResult Run(params string[] arguments) => RunThrough(["dotnet", Assembly], arguments);

    /// <summary>Runs it by a command that in the end executes it.</summary>
    public static CommandResult RunThrough(string[] command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], [.. command[1..], .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(Deadline))
        {
            process.Kill();
            throw new TimeoutException($"hotfix {string.Join(' ', arguments)} does not end");
        }

        Assert.DoesNotContain("   at ", output.Result + error.Result);
        Assert.DoesNotContain("unexpected", error.Result);
        return new CommandResult(process.ExitCode, output.Result, error.Result);
    }
}
