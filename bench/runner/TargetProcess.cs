using System.Diagnostics;

namespace BenchRunner;

/// <summary>One running target; ends with this object.</summary>
internal sealed class TargetProcess : IDisposable
{
    private readonly Process _process;

    /// <summary>Starts it and waits until it is ready.</summary>
    public TargetProcess(string command, params string[] arguments)
    {
        _process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        string? first = ReadLine();
        if (first != "ready")
        {
            throw new InvalidOperationException($"{command} {string.Join(' ', arguments)} said '{first}'");
        }
    }

    public string Id => $"{_process.Id}";

    /// <summary>The memory it holds after a collection, in KiB.</summary>
    public long Memory() => Memory("VmRSS");

    /// <summary>The memory it holds after a collection that is a copy of no file, in KiB.</summary>
    public long OwnMemory() => Memory("RssAnon");

    public string Ask(string question)
    {
        _process.StandardInput.WriteLine(question);
        return ReadLine() ?? throw new InvalidOperationException($"the target ended when asked for {question}");
    }

    public double[] AskNumbers(string question) => [.. Ask(question).Split(' ').Select(double.Parse)];

    public double AskNumber(string question) => double.Parse(Ask(question));

    /// <summary>How often the runtime suspended its threads; the runtime tells of it with some delay.</summary>
    public double Suspensions()
    {
        Thread.Sleep(700);
        return AskNumber("suspensions");
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10)))
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private long Memory(string kind)
    {
        Ask("collect");
        string line = File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith($"{kind}:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
    }

    private string? ReadLine()
    {
        Task<string?> line = _process.StandardOutput.ReadLineAsync();
        return line.Wait(TimeSpan.FromMinutes(1)) ? line.Result : throw new TimeoutException("the target is silent");
    }
}
