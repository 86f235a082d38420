using System.Diagnostics;

namespace BenchRunner.Go;

/// <summary>What a plan takes for a large program: the Go compiler, whose sources are those it was built from.</summary>
internal static class GoPlanTime
{
    private const int Repetitions = 3;

    public static void Measure(Tool tool, GoEditions editions)
    {
        List<string[]> rows = [];
        using (TargetProcess small = editions.Start(0, 0))
        {
            rows.Add(Row("the target of this benchmark", tool, small.Id, editions.Executable, editions.Changed(0)));
        }

        (string compiler, string sources) = editions.Compiler;
        string output = Path.ChangeExtension(compiler, ".out");
        // It waits for a source that does not come, until it is ended.
        using Process process = Process.Start(new ProcessStartInfo(compiler, ["-o", output, "/dev/stdin"])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        try
        {
            rows.Add(Row("the Go compiler", tool, $"{process.Id}", compiler, sources));
        }
        finally
        {
            process.Kill();
            process.WaitForExit();
            File.Delete(output);
        }

        Table.Print(
            $"Plan from sources that are those of the program, by its size (best of {Repetitions}, the sources compiled before)",
            ["program", "MiB", "ms", "ms per MiB", "MiB of memory taken by hotfix"], rows);
    }

    private static string[] Row(string name, Tool tool, string process, string program, string sources)
    {
        (TimeSpan Taken, long Memory)[] runs = [.. Enumerable.Range(0, Repetitions).Select(_ => tool.RunWatched("plan", process, sources))];
        (double time, double size) = (runs.Min(run => run.Taken.TotalMilliseconds), new FileInfo(program).Length / 1048576.0);
        return [name, $"{size:0.0}", $"{time:0}", $"{time / size:0}", $"{runs.Max(run => run.Memory) / 1024}"];
    }
}
