using System.Diagnostics;

using Hotfixing.GoPrograms;

namespace Hotfixing.EndToEnd.Go;

/// <summary>A running program of samples/go, built as it is. Disposing ends it.</summary>
public sealed class GoSample : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);
    private readonly Process process;

    private GoSample(Process process) => this.process = process;

    /// <summary>The id of its process.</summary>
    public string Id => $"{process.Id}";

    /// <summary>Builds a sample, with an edition the edited sources of it, and starts it.</summary>
    public static GoSample Start(string version, string sample, string edition = "", params string[] arguments)
    {
        var program = GoProgram.Build(GoToolchain.Require(version), GoSources.InFolder(Folder(sample, edition)));
        return new(Process.Start(new ProcessStartInfo(program.Executable, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!);
    }

    /// <summary>Where the sources of a sample are.</summary>
    public static string Folder(string sample, string edition = "")
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root!.FullName, "Hotfix.slnx")))
        {
            root = root.Parent;
        }

        return Path.Combine(root.FullName, "samples", "go", sample, edition).TrimEnd('/');
    }

    /// <summary>The next line it prints.</summary>
    public string ReadLine()
    {
        var line = process.StandardOutput.ReadLineAsync();
        return line.Wait(Deadline) ? line.Result ?? throw new EndOfStreamException("the sample has ended")
            : throw new TimeoutException("the sample is silent");
    }

    /// <summary>Sends it an empty line; returns what it prints then.</summary>
    public string Ask()
    {
        process.StandardInput.WriteLine();
        return ReadLine();
    }

    /// <summary>Closes its input; it ends by itself. Returns what it still printed.</summary>
    public string Finish()
    {
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        Assert.True(output.Wait(Deadline), "the sample does not end");
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output.Result;
    }

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }
}
