using System.Diagnostics;

namespace Hotfixing.EndToEnd;

/// <summary>The command line tool in a process of its own. Disposing ends it.</summary>
public sealed class ToolProcess : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private readonly Process process;
    private readonly Task<string> output;
    private readonly Task<string> errors;

    private ToolProcess(Process process)
    {
        this.process = process;
        output = process.StandardOutput.ReadToEndAsync();
        errors = process.StandardError.ReadToEndAsync();
    }

    public static ToolProcess Start(params string[] arguments) => new(Process.Start(
        new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Hotfix.Cli.dll"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!);

    /// <summary>Runs it to its end, which must be a good one, and returns what it printed.</summary>
    public static string Run(params string[] arguments)
    {
        using var tool = Start(arguments);
        if (!tool.process.WaitForExit(Deadline) || tool.process.ExitCode != 0)
        {
            tool.Kill();
            throw new InvalidOperationException($"hotfix {string.Join(' ', arguments)} failed:\n{tool.output.Result}{tool.errors.Result}");
        }

        return tool.output.Result;
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
}
