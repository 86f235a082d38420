using System.Diagnostics;
using System.Text.Json;

namespace BenchRunner;

/// <summary>The hotfix command, timed from its start to its end: what its operator waits for.</summary>
internal sealed class Tool(string path)
{
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(2);

    /// <summary>Runs one command and takes its document; a failure of the command ends the run.</summary>
    public (TimeSpan Taken, JsonElement Document) Run(params string[] arguments)
    {
        ProcessStartInfo start = new(path, [.. arguments, "--json"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        long begin = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> progress = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(s_longest))
        {
            process.Kill();
            throw new InvalidOperationException($"{Describe(arguments)} took longer than {s_longest}");
        }

        TimeSpan taken = Stopwatch.GetElapsedTime(begin);
        return process.ExitCode == 0
            ? (taken, JsonDocument.Parse(output.Result).RootElement)
            : throw new InvalidOperationException($"{Describe(arguments)} ended with {process.ExitCode}: {output.Result}{progress.Result}");
    }

    private static string Describe(string[] arguments) => $"hotfix {string.Join(' ', arguments)}";
}
