using System.Diagnostics;
using System.Globalization;

using Hotfixing.Linux;

namespace Hotfixing.EndToEnd;

/// <summary>
/// A running subject: commands go to its standard input, each is answered with one line. Disposing ends it. It is no child of ours: what
/// the class Process does to learn of the end of a child takes away the news that a traced one has stopped.
/// </summary>
public sealed class SubjectProcess : IDisposable
{
    private const string StartInBackground = """exec 3<&0; sh -c 'echo $$; exec "$0" "$@"' "$0" "$@" <&3 &""";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private readonly Process process;

    private SubjectProcess(Process process) => this.process = process;

    public Target Target { get; private set; }

    public bool HasExited => !ProcessStatus.IsRunning(Target);

    public static SubjectProcess Start(string assembly, params (string Name, string Value)[] environment) =>
        StartThrough(["dotnet", assembly], environment);

    /// <summary>Starts it by a command that in the end executes it, under the same process id.</summary>
    public static SubjectProcess StartThrough(string[] command, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("sh", ["-c", StartInBackground, .. command]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var subject = new SubjectProcess(Process.Start(start)!);
        subject.Target = ProcessStatus.TryRead(int.Parse(subject.ReadLine(), CultureInfo.InvariantCulture))!.Target;
        subject.Expect("ready");
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
        if (HasExited)
        {
            return;
        }

        using var subject = Process.GetProcessById(Target.ProcessId);
        subject.Kill();
        if (!SpinWait.SpinUntil(() => HasExited, Deadline))
        {
            throw new TimeoutException("the subject does not end");
        }
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
