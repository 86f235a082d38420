using System.Diagnostics;

namespace Hotfixing.EndToEnd;

/// <summary>The command line, as it is built, in a process of its own. It never prints a stack trace. Disposing ends it.</summary>
public sealed class HotfixCommand : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <summary>The built command; it is run with dotnet.</summary>
    public static readonly string Assembly = Path.Combine(AppContext.BaseDirectory, "Hotfix.Cli.dll");

    private readonly Process process;
    private readonly Task<string> output;
    private readonly Task<string> errors;

    private HotfixCommand(string[] command, string[] arguments)
    {
        process = Process.Start(new ProcessStartInfo(command[0], [.. command[1..], .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.StandardInput.Close();
        output = process.StandardOutput.ReadToEndAsync();
        errors = process.StandardError.ReadToEndAsync();
    }

    public static HotfixCommand Start(params string[] arguments) => new(["dotnet", Assembly], arguments);

    public static CommandResult Run(params string[] arguments) => RunThrough(["dotnet", Assembly], arguments);

    /// <summary>Runs it by a command that in the end executes it.</summary>
    public static CommandResult RunThrough(string[] command, params string[] arguments)
    {
        using var running = new HotfixCommand(command, arguments);
        return running.process.WaitForExit(Deadline)
            ? running.Result() : throw new TimeoutException($"hotfix {string.Join(' ', arguments)} does not end");
    }

    /// <summary>Ends it with SIGKILL, if it has not ended by itself.</summary>
    public void Kill()
    {
        process.Kill();
        process.WaitForExit();
    }

    public void Dispose()
    {
        Kill();
        process.Dispose();
    }

    private CommandResult Result()
    {
        Assert.DoesNotContain("   at ", output.Result + errors.Result);
        Assert.DoesNotContain("unexpected", errors.Result);
        return new CommandResult(process.ExitCode, output.Result, errors.Result);
    }
}
