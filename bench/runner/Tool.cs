using System.Diagnostics;
using System.Text.Json;

namespace BenchRunner;

/// <summary>The hotfix command, timed from its start to its end: what its operator waits for.</summary>
internal sealed class Tool(string path)
{
    private const int NothingToDo = 3;
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_glance = TimeSpan.FromMilliseconds(5);

    /// <summary>Runs one command and takes its document; a failure of the command ends the run.</summary>
    public (TimeSpan Taken, JsonElement Document) Run(params string[] arguments)
    {
        (TimeSpan taken, string output, _) = RunToEnd(arguments, s_longest, 0);
        return (taken, JsonDocument.Parse(output).RootElement);
    }

    /// <summary>Runs one command that finds nothing to do, and looks how much memory it takes at most, in KiB.</summary>
    public (TimeSpan Taken, long Memory) RunWatched(params string[] arguments)
    {
        (TimeSpan taken, _, long memory) = RunToEnd(arguments, s_glance, NothingToDo);
        return (taken, memory);
    }

    private (TimeSpan Taken, string Output, long Memory) RunToEnd(string[] arguments, TimeSpan glance, int expected)
    {
        string description = $"hotfix {string.Join(' ', arguments)}";
        ProcessStartInfo start = new(path, [.. arguments, "--json"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        long begin = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> progress = process.StandardError.ReadToEndAsync();
        long memory = 0;
        while (!process.WaitForExit(glance))
        {
            if (Stopwatch.GetElapsedTime(begin) >= s_longest)
            {
                process.Kill();
                throw new InvalidOperationException($"{description} took longer than {s_longest}");
            }

            memory = Math.Max(memory, MostMemory(process.Id));
        }

        TimeSpan taken = Stopwatch.GetElapsedTime(begin);
        return process.ExitCode == expected
            ? (taken, output.Result, memory)
            : throw new InvalidOperationException($"{description} ended with {process.ExitCode}: {output.Result}{progress.Result}");
    }

    private static long MostMemory(int process)
    {
        try
        {
            string? line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
        }
        catch (IOException)
        {
            // It has just ended.
            return 0;
        }
    }
}
