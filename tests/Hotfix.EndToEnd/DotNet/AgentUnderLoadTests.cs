using System.Diagnostics;

using Hotfixing.DotNet.Protocol;
using Hotfixing.DotNet.Stage;

namespace Hotfixing.EndToEnd.DotNet;

/// <summary>The agent in a process that is busy.</summary>
public sealed class AgentUnderLoadTests
{
    [Fact]
    public void Threads_in_the_patched_methods_only_ever_see_whole_versions()
    {
        using var subject = SubjectProcess.Start(Constants.Original);
        subject.Ask("hammer");
        for (var i = 0; i < 20; i++)
        {
            AgentTests.Apply(subject, HandMadePatch.Between(Constants.Original, Constants.First));
            AgentTests.Apply(subject, HandMadePatch.Between(Constants.Original, Constants.Second));
            Assert.Equal(Constants.AllOf(14), subject.Ask("values"));
            AgentTests.Session(subject).Revert(AgentTests.Session(subject).List()[0].Id);
            Assert.Equal(Constants.AllOf(10), subject.Ask("values"));
        }

        Assert.Equal("0", subject.Ask("wrong"));
    }

    /// <summary>
    /// Threads that are in malloc for the first time while the runtime suspends them with signals: native code of ours that had
    /// signal handlers or thread-local storage of its own would hang the process here.
    /// </summary>
    [Fact]
    public void A_storm_of_short_lived_threads_in_malloc_survives_attaching_and_switching()
    {
        using var subject = SubjectProcess.Start(Constants.Original);
        subject.Ask("storm");
        var watch = Stopwatch.StartNew();
        var switches = 0;
        while (watch.Elapsed < TimeSpan.FromSeconds(20))
        {
            AgentTests.Apply(subject, HandMadePatch.Between(Constants.Original, Constants.First));
            Assert.Equal(Constants.AllOf(12), subject.Ask("values"));
            AgentTests.Session(subject).Revert(null);
            Assert.Equal(Constants.AllOf(10), subject.Ask("values"));
            switches++;
        }

        var before = long.Parse(subject.Ask("storms"));
        Assert.True(SpinWait.SpinUntil(() => long.Parse(subject.Ask("storms")) > before, TimeSpan.FromSeconds(20)), "the storm stopped");
        Assert.True(switches > 1, $"{switches} switches");
    }

    [Fact]
    public void The_signal_handlers_of_the_target_are_untouched()
    {
        using var subject = SubjectProcess.Start(Constants.Original);
        var before = subject.Ask("signals");
        Assert.Contains(before.Split(' '), handler => handler.TrimStart('0').Length > 0);
        AgentTests.Apply(subject, HandMadePatch.Between(Constants.Original, Constants.First));
        Assert.Equal(before, subject.Ask("signals"));
        AgentTests.Session(subject).Revert(null);
        Assert.Equal(before, subject.Ask("signals"));
    }

    [Fact]
    public void The_native_part_has_no_thread_local_storage()
    {
        // Program headers of ELF64: their offset at 32, size at 54, count at 56; a header begins with its type (elf(5)).
        const int threadLocal = 7;
        var image = AgentFiles.Read(AgentProtocol.ProfilerFile);
        var (offset, size, count) = (BitConverter.ToInt64(image, 32), BitConverter.ToUInt16(image, 54), BitConverter.ToUInt16(image, 56));
        Assert.DoesNotContain(threadLocal, Enumerable.Range(0, count).Select(i => BitConverter.ToInt32(image, (int)offset + (i * size))));
    }

    [Fact]
    public void The_agent_leaves_no_busy_thread_and_no_file()
    {
        using var subject = SubjectProcess.Start(Constants.Original);
        AgentTests.Apply(subject, HandMadePatch.Between(Constants.Original, Constants.First));
        Thread.Sleep(1000);
        var before = long.Parse(subject.Ask("processor-time"));
        Thread.Sleep(3000);
        Assert.InRange(long.Parse(subject.Ask("processor-time")) - before, 0, 200);

        var names = Directory.EnumerateDirectories($"/proc/{subject.Target.ProcessId}/task")
            .Select(t => File.ReadAllText(Path.Combine(t, "comm")).Trim());
        Assert.DoesNotContain("hotfix", names);
        var folder = Path.Combine(
            Path.GetTempPath(), $"hotfix-{subject.Target.ProcessId}-{subject.Target.StartTime}-v{AgentProtocol.Version}");
        Assert.Equal(
            [AgentProtocol.AgentFile, AgentProtocol.ProfilerFile, AgentFiles.LockFile, AgentFiles.MarkFile],
            Directory.EnumerateFiles(folder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
    }
}
