using Hotfixing.DotNet.Protocol;
using Hotfixing.DotNet.Stage;

namespace Hotfixing.EndToEnd.BadInput;

/// <summary>The program and the patch are right, but nothing can be put into the process.</summary>
public sealed class WrongCircumstances : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("hotfix-test-");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData("HF1015", "DOTNET_EnableDiagnostics=0")]
    [InlineData("HF1017", "CORECLR_ENABLE_PROFILING=1", "CORECLR_PROFILER={00000000-0000-0000-0000-000000000001}", "CORECLR_PROFILER_PATH=/opt/apm/libapm.so")]
    public void A_setting_in_the_environment(string id, params string[] settings)
    {
        using var subject = SubjectProcess.Start(Bakery.Original, [.. settings.Select(s => (s.Split('=')[0], s.Split('=')[1]))]);
        Refuse(subject, id);
    }

    [Fact]
    public void Startup_hooks_switched_off()
    {
        using var subject = SubjectProcess.Start(SubjectProgram.CopyWithoutStartupHooks(Bakery.Original, folder.FullName));
        Refuse(subject, "HF1018");
    }

    [Fact]
    public void A_profiler_that_came_later()
    {
        using var subject = SubjectProcess.Start(Bakery.Original);
        var library = Path.Combine(folder.FullName, "OtherProfiler.so");
        File.WriteAllBytes(library, AgentFiles.Read(AgentProtocol.ProfilerFile));
        new DiagnosticPort(subject.Target).AttachProfiler(TimeSpan.FromSeconds(10), AgentFiles.ProfilerClassId, library);
        Apply(subject).IsRefused("HF1208");
        Bakery.IsUnpatched(subject);
    }

    [Fact]
    public void A_full_disk()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var subject = StartWithTemporaryFolder("mount -t tmpfs -o size=64k none \"$TMPDIR\"");
        Apply(subject).IsRefused("HF1202");
        Bakery.IsUnpatched(subject);
    }

    [Fact]
    public void A_read_only_temporary_folder()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var subject = StartWithTemporaryFolder("mount -t tmpfs none \"$TMPDIR\" && (sleep 0.5; mount -o remount,ro \"$TMPDIR\") &");
        Thread.Sleep(TimeSpan.FromSeconds(1));
        Refuse(subject, "HF1019");
    }

    // A folder of its own: the program itself may lie in the one of the machine.
    private SubjectProcess StartWithTemporaryFolder(string mount) => SubjectProcess.StartThrough(
        ["unshare", "--mount", "sh", "-c", $"{mount}{(mount.EndsWith('&') ? "" : " &&")} exec dotnet \"$0\"", Bakery.Original],
        ("TMPDIR", folder.FullName));

    private static void Refuse(SubjectProcess subject, string id)
    {
        HotfixCommand.Run("doctor", $"{subject.Target.ProcessId}").HasRefusedPlan(id);
        HotfixCommand.Run("plan", $"{subject.Target.ProcessId}", Bakery.Rebuilt).HasRefusedPlan(id);
        Apply(subject).HasRefusedPlan(id);
        Bakery.IsUnpatched(subject);
    }

    private static CommandResult Apply(SubjectProcess subject) =>
        HotfixCommand.Run("apply", $"{subject.Target.ProcessId}", Bakery.Rebuilt, "--yes");
}
