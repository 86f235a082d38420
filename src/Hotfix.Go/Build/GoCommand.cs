using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Hotfixing.Go.Build;

/// <summary>Runs go in a folder, with its own variables of Go only, and to its end.</summary>
internal sealed class GoCommand(Toolchain toolchain, string folder, IReadOnlyDictionary<string, string> variables, IProgress<string>? progress)
{
    /// <summary>The most characters of either output that are kept.</summary>
    private const int MaximumOutput = 64 * 1024 * 1024;

    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(20);

    /// <summary>
    /// Runs it; what takes longer than anything sensible is ended. A line of its error output that is a package's name alone says what is
    /// being compiled (-v).
    /// </summary>
    public GoOutput Run(IReadOnlyList<string> arguments)
    {
        try
        {
            return Run(Start(arguments));
        }
        catch (Win32Exception e)
        {
            return new GoOutput(false, "", $"{toolchain.Command} cannot be run: {e.Message}");
        }
    }

    private ProcessStartInfo Start(IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(toolchain.Command, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var name in start.Environment.Keys.Where(n => n is "PWD" || IsGoVariable(n)).ToList())
        {
            start.Environment.Remove(name);
        }

        // Services often run without it, and go keeps its caches there.
        start.Environment.TryAdd("HOME", Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private GoOutput Run(ProcessStartInfo start)
    {
        var (output, errors) = (new StringBuilder(), new StringBuilder());
        using var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Append(output, line.Data);
        process.ErrorDataReceived += (_, line) =>
        {
            if (IsPackageName(line.Data))
            {
                progress?.Report($"compiling {line.Data}");
            }
            else
            {
                Append(errors, line.Data);
            }
        };
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (!process.WaitForExit(Deadline))
        {
            process.Kill(entireProcessTree: true);
            return new GoOutput(false, "", $"go {start.ArgumentList[0]} did not end within {Deadline.TotalMinutes} minutes");
        }

        // Waits for the rest of the output, too.
        process.WaitForExit();
        return new GoOutput(process.ExitCode == 0, output.ToString(), errors.ToString());
    }

    private static bool IsGoVariable(string name) => name.StartsWith("GO", StringComparison.Ordinal) || name.StartsWith("CGO_", StringComparison.Ordinal);

    private static bool IsPackageName(string? line) => line is { Length: > 0 } && !line.Any(c => c is ' ' or '\t' or ':');

    private static void Append(StringBuilder text, string? line)
    {
        if (line is not null && text.Length + line.Length < MaximumOutput)
        {
            text.Append(line).Append('\n');
        }
    }
}
