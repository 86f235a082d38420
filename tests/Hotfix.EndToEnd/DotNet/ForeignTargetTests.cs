namespace Hotfixing.EndToEnd.DotNet;

/// <summary>Targets of another user, or with other eyes on the file system. Only root can make them.</summary>
public sealed class ForeignTargetTests
{
    /// <summary>Not /tmp, where the subjects themselves may lie.</summary>
    private static readonly (string, string) s_elsewhere = ("TMPDIR", "/mnt");

    public ForeignTargetTests() => Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");

    [Fact]
    public void A_target_of_another_user_is_patched_by_root()
    {
        using var subject = SubjectProcess.StartThrough(
            ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "dotnet", Constants.Original], ("HOME", "/tmp"));
        ApplyAndRevert(subject);
        var folder = Directory.EnumerateDirectories(Path.GetTempPath(), $"hotfix-{subject.Target.ProcessId}-*").Single();
        Assert.Equal(65534u, Linux.FileStatus.Of(folder).User);
        Assert.All(Directory.EnumerateFiles(folder), f => Assert.Equal(65534u, Linux.FileStatus.Of(f).User));
    }

    [Fact]
    public void A_target_with_another_file_system_is_patched_from_outside()
    {
        using var subject = SubjectProcess.StartThrough(
            ["unshare", "--mount", "sh", "-c", "mount -t tmpfs none /mnt && exec dotnet \"$0\"", Constants.Original], s_elsewhere);
        ApplyAndRevert(subject);
        Assert.Empty(Directory.EnumerateDirectories("/mnt", $"hotfix-{subject.Target.ProcessId}-*"));
    }

    [Fact]
    public void A_full_temporary_folder_is_refused()
    {
        using var subject = SubjectProcess.StartThrough(
            ["unshare", "--mount", "sh", "-c", "mount -t tmpfs -o size=20k none /mnt && exec dotnet \"$0\"", Constants.Original], s_elsewhere);
        Assert.Equal("HF1202", Refusal(subject));
        Assert.Equal(Constants.AllOf(10), subject.Ask("values"));
    }

    [Fact]
    public void A_temporary_folder_that_became_read_only_is_refused()
    {
        using var subject = SubjectProcess.StartThrough(
            [
                "unshare", "--mount", "sh", "-c",
                "mount -t tmpfs none /mnt && (sleep 0.5; mount -o remount,ro /mnt) & exec dotnet \"$0\"", Constants.Original,
            ],
            s_elsewhere);
        Assert.Equal("HF1201", Refusal(subject));
        Assert.Equal(Constants.AllOf(10), subject.Ask("values"));
    }

    [Fact]
    public void A_temporary_folder_that_forbids_executing_is_refused()
    {
        using var subject = SubjectProcess.StartThrough(
            ["unshare", "--mount", "sh", "-c", "mount -t tmpfs -o noexec none /mnt && exec dotnet \"$0\"", Constants.Original], s_elsewhere);
        Assert.Equal("HF1209", Refusal(subject));
        Assert.Equal(Constants.AllOf(10), subject.Ask("values"));
    }

    private static string Refusal(SubjectProcess subject) =>
        AgentTests.Refusal(() => AgentTests.Apply(subject, HandMadePatch.Between(Constants.Original, Constants.First)));

    private static void ApplyAndRevert(SubjectProcess subject)
    {
        AgentTests.Apply(subject, HandMadePatch.Between(Constants.Original, Constants.First));
        Assert.Equal(Constants.AllOf(12), subject.Ask("values"));
        Assert.Single(AgentTests.Session(subject).List());
        AgentTests.Session(subject).Revert(null);
        Assert.Equal(Constants.AllOf(10), subject.Ask("values"));
    }
}
