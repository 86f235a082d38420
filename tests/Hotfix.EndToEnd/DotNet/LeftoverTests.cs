using Hotfixing.DotNet.Protocol;
using Hotfixing.DotNet.Stage;
using Hotfixing.Linux;

namespace Hotfixing.EndToEnd.DotNet;

/// <summary>What agents leave in a temporary folder goes when their process has, and nothing else does.</summary>
public sealed class LeftoverTests : IDisposable
{
    /// <summary>No process has this id: it is the highest there can be (proc(5), pid_max).</summary>
    private const int NoProcess = 4_194_304;

    private readonly DirectoryInfo temporary = Directory.CreateTempSubdirectory("hotfix-test-");
    private readonly DirectoryInfo outside = Directory.CreateTempSubdirectory("hotfix-test-");

    public void Dispose()
    {
        temporary.Delete(recursive: true);
        outside.Delete(recursive: true);
    }

    [Fact]
    public void The_directory_of_an_ended_process_goes_with_the_next_patch()
    {
        using var ended = Start();
        using var running = Start();
        var first = DirectoryOf(ended);
        var second = DirectoryOf(running);
        ended.End();
        Assert.True(SpinWait.SpinUntil(() => ProcessStatus.HasEnded(ended.Target), TimeSpan.FromSeconds(60)), "nobody waits for the subject");
        Assert.True(Directory.Exists(first));

        using var next = Start();
        var third = DirectoryOf(next);
        Assert.Equal(new[] { second, third }.Order(), Directory.EnumerateDirectories(temporary.FullName, "hotfix-*").Order());
        AgentTests.Apply(running, HandMadePatch.Between(Constants.Original, Constants.First));
        Assert.Equal(Constants.AllOf(12), running.Ask("values"));
    }

    [Fact]
    public void What_is_not_certainly_of_an_ended_process_stays()
    {
        var self = ProcessStatus.TryFind(Environment.ProcessId)!.Value;
        string[] decoys =
        [
            Make($"hotfix-{NoProcess}-1-v1", mark: null),
            Make($"hotfix-{NoProcess}-2-v1", Leftovers.Mark, "a file of somebody else"),
            Make($"hotfix-{NoProcess}-3-v1", [.. Leftovers.Mark!, (byte)'x']),
            Make($"hotfix-{NoProcess}-v1", Leftovers.Mark),
            Make($"hotfix-{NoProcess}-4-v1.old", Leftovers.Mark),
            Make($"hotfix-{self.ProcessId}-{self.StartTime}-v1", Leftovers.Mark),
            Make("hotfix-0-1-v1", Leftovers.Mark),
        ];
        var open = Make($"hotfix-{NoProcess}-5-v1", Leftovers.Mark);
        File.SetUnixFileMode(open, (UnixFileMode)0x1FF);
        var locked = Make($"hotfix-{NoProcess}-6-v1", Leftovers.Mark);
        var link = Path.Combine(temporary.FullName, $"hotfix-{NoProcess}-7-v1");
        Fill(outside.FullName, Leftovers.Mark);
        Directory.CreateSymbolicLink(link, outside.FullName);
        var nested = Make($"hotfix-{NoProcess}-8-v1", Leftovers.Mark);
        Directory.CreateDirectory(Path.Combine(nested, "response-1", "kept"));
        var leftover = Make($"hotfix-{NoProcess}-9-v1", Leftovers.Mark, "response-1", "request.begun");

        using var parent = DirectoryHandle.OpenAsSeenBy(Environment.ProcessId, temporary.FullName);
        using (var directory = PrivateDirectory.Open(parent, Path.GetFileName(locked), ProcessIdentity.CurrentUser))
        using (directory.TryLock(AgentFiles.LockFile))
        {
            Leftovers.Remove(parent, ProcessIdentity.CurrentUser);
        }

        Assert.False(Directory.Exists(leftover));
        foreach (var directory in (string[])[.. decoys, open, locked, link, outside.FullName])
        {
            Assert.True(File.Exists(Path.Combine(directory, AgentProtocol.AgentFile)), directory);
        }

        Assert.True(Directory.Exists(Path.Combine(nested, "response-1", "kept")));
        Leftovers.Remove(parent, ProcessIdentity.CurrentUser + 1);
        Assert.True(Directory.Exists(locked));
        Leftovers.Remove(parent, ProcessIdentity.CurrentUser);
        Assert.False(Directory.Exists(locked));
    }

    private SubjectProcess Start() => SubjectProcess.Start(Constants.Original, ("TMPDIR", temporary.FullName));

    /// <summary>Has the agent loaded, and returns where it lies.</summary>
    private string DirectoryOf(SubjectProcess subject)
    {
        AgentTests.Session(subject).Handshake([]);
        return Path.Combine(
            temporary.FullName, $"hotfix-{subject.Target.ProcessId}-{subject.Target.StartTime}-v{AgentProtocol.Version}");
    }

    private string Make(string name, byte[]? mark, params string[] files)
    {
        var directory = Path.Combine(temporary.FullName, name);
        Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Fill(directory, mark, files);
        return directory;
    }

    private static void Fill(string directory, byte[]? mark, params string[] files)
    {
        foreach (var file in (string[])[AgentProtocol.AgentFile, AgentFiles.LockFile, .. files])
        {
            File.WriteAllText(Path.Combine(directory, file), "");
        }

        if (mark is not null)
        {
            File.WriteAllBytes(Path.Combine(directory, AgentFiles.MarkFile), mark);
        }
    }
}
