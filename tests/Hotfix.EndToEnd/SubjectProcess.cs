using System.Diagnostics;

using Hotfixing.Linux;

namespace Hotfixing.EndToEnd;

/// <summary>A running subject: commands go to its standard input, each is answered with one line. Disposing ends it.</summary>
public sealed class SubjectProcess : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private readonly Process process;

    private SubjectProcess(Process process) => this.process = process;

    public Target Target { get; private set; }

    public bool HasExited => process.HasExited;

    public static SubjectProcess Start(string assembly, params (string Name, string Value)[] environment) =>
        StartThrough(["dotnet", assembly], environment);

    /// <summary>Starts it by a command that in the end executes it, under the same process id.</summary>
    public static SubjectProcess StartThrough(string[] command, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var subject = new SubjectProcess(Process.Start(start)!);
        subject.Expect("ready");
        subject.Target = new Target(subject.process.Id, ProcessStatus.TryRead(subject.process.Id)!.StartTime);
        return subject;
    }

    public string Ask(string command)
    {
        process.StandardInput.WriteLine(command);
        return ReadLine();
    }

    /// <summary>Ends it with SIGKILL.</summary>
    public void End()
    {
        process.Kill();
        process.WaitForExit();
    }

    public void Dispose()
    {
        End();
        process.Dispose();
        foreach (var left in Directory.EnumerateDirectories(Path.GetTempPath(), $"hotfix-{Target.ProcessId}-{Target.StartTime}-v*"))
        {
            try
            {
                Directory.Delete(left, recursive: true);
            }
            catch (DirectoryNotFoundException)
            {
                // A tool of another test has cleaned up.
            }
        }
    }

    private void Expect(string line)
    {
        var actual = ReadLine();
        if (actual != line)
        {
            throw new InvalidOperationException($"expected \"{line}\", read \"{actual}\"");
        }
    }

    private string ReadLine()
    {
        var line = process.StandardOutput.ReadLineAsync();
        return line.Wait(Deadline) ? line.Result ?? throw new EndOfStreamException("the subject has ended")
            : throw new TimeoutException("the subject does not answer");
    }
}
