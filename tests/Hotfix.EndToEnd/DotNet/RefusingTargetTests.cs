using Hotfixing.DotNet.Protocol;
using Hotfixing.DotNet.Stage;

namespace Hotfixing.EndToEnd.DotNet;

/// <summary>Targets into which nothing can be put: each is its own refusal.</summary>
public sealed class RefusingTargetTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("hotfix-test-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Diagnostics_switched_off()
    {
        using var subject = SubjectProcess.Start(Constants.Original, ("DOTNET_EnableDiagnostics", "0"));
        Assert.Equal("HF1204", Refusal(subject));
    }

    [Fact]
    public void Startup_hooks_switched_off()
    {
        using var subject = SubjectProcess.Start(SubjectProgram.CopyWithoutStartupHooks(Constants.Original, folder.FullName));
        Assert.Equal("HF1206", Refusal(subject));
        Assert.Equal(Constants.AllOf(10), subject.Ask("values"));
    }

    [Fact]
    public void Another_profiler_is_active()
    {
        using var subject = SubjectProcess.Start(Constants.Original);
        var library = Path.Combine(folder.FullName, "OtherProfiler.so");
        File.WriteAllBytes(library, AgentFiles.Read(AgentProtocol.ProfilerFile));
        new DiagnosticPort(subject.Target).AttachProfiler(TimeSpan.FromSeconds(10), AgentFiles.ProfilerClassId, library);
        Assert.Equal("HF1208", Refusal(subject));
        Assert.Equal(Constants.AllOf(10), subject.Ask("values"));
    }

    [Fact]
    public void A_profiling_library_that_cannot_be_loaded()
    {
        using var subject = SubjectProcess.Start(Constants.Original);
        AgentTests.Session(subject).Handshake([]);
        File.WriteAllText(Path.Combine(DirectoryOf(subject), AgentProtocol.ProfilerFile), "not a library");
        Assert.Equal("HF1209", Refusal(subject));
        Assert.Equal(Constants.AllOf(10), subject.Ask("values"));
    }

    [Fact]
    public void An_assembly_of_the_agents_name()
    {
        using var subject = SubjectProcess.Start(Constants.Original);
        var stranger = Path.Combine(folder.FullName, AgentProtocol.AgentFile);
        File.WriteAllBytes(stranger, AgentFiles.Read(AgentProtocol.AgentFile));
        new DiagnosticPort(subject.Target).ApplyStartupHook(stranger);
        Assert.Equal("HF1207", Refusal(subject));
        Assert.Equal(Constants.AllOf(10), subject.Ask("values"));
    }

    [Fact]
    public void An_agent_whose_directory_was_cleaned_away_is_found_again()
    {
        using var subject = SubjectProcess.Start(Constants.Original);
        AgentTests.Apply(subject, HandMadePatch.Between(Constants.Original, Constants.First));
        Directory.Delete(DirectoryOf(subject), recursive: true);
        Assert.Single(AgentTests.Session(subject).List());
        AgentTests.Apply(subject, HandMadePatch.Between(Constants.Original, Constants.Second));
        Assert.Equal(Constants.AllOf(14), subject.Ask("values"));
    }

    [Theory]
    [InlineData("link")]
    [InlineData("file")]
    [InlineData("open to all")]
    public void A_directory_somebody_else_could_write_to(string what)
    {
        using var subject = SubjectProcess.Start(Constants.Original);
        var path = DirectoryOf(subject);
        try
        {
            switch (what)
            {
                case "link":
                    Directory.CreateSymbolicLink(path, folder.FullName);
                    break;
                case "file":
                    File.WriteAllText(path, "");
                    break;
                default:
                    Directory.CreateDirectory(path);
                    File.SetUnixFileMode(path, (UnixFileMode)0x1FF);
                    break;
            }

            Assert.Equal("HF1203", Refusal(subject));
            Assert.Empty(folder.EnumerateFiles());
        }
        finally
        {
            Remove(path);
        }
    }

    [Fact]
    public void A_temporary_folder_that_is_gone()
    {
        var temporary = folder.CreateSubdirectory("gone");
        using var subject = SubjectProcess.Start(Constants.Original, ("TMPDIR", temporary.FullName));
        temporary.Delete(recursive: true);
        Assert.Equal("HF1201", Refusal(subject));
    }

    [Fact]
    public void A_target_with_a_temporary_folder_of_its_own_can_be_patched()
    {
        var temporary = folder.CreateSubdirectory("own");
        using var subject = SubjectProcess.Start(Constants.Original, ("TMPDIR", temporary.FullName));
        AgentTests.Apply(subject, HandMadePatch.Between(Constants.Original, Constants.First));
        Assert.Equal(Constants.AllOf(12), subject.Ask("values"));
        Assert.Single(temporary.EnumerateDirectories());
    }

    [Fact]
    public void A_target_that_ends()
    {
        using var subject = SubjectProcess.Start(Constants.Original);
        using var connection = AgentConnection.Open(subject.Target);
        subject.End();
        Assert.Throws<TargetExitedException>(() => connection.Send(AgentCommand.List, _ => { }, PatchRecord.ReadList));
        Assert.Throws<TargetExitedException>(() => AgentTests.Session(subject).Handshake([]));
        Assert.Throws<TargetExitedException>(() => AgentTests.Session(subject).List());
    }

    [Fact]
    public void An_agent_of_another_version_lists_and_reverts_but_does_not_apply()
    {
        using var subject = SubjectProcess.Start(Constants.Original);
        var directory = Directory.CreateDirectory(
            Path.Combine(folder.FullName, $"hotfix-{subject.Target.ProcessId}-{subject.Target.StartTime}-v999"));
        File.SetUnixFileMode(directory.FullName, (UnixFileMode)0x1C0);
        foreach (var name in AgentFiles.Names)
        {
            File.WriteAllBytes(Path.Combine(directory.FullName, name), AgentFiles.Read(name));
        }

        new DiagnosticPort(subject.Target).ApplyStartupHook(Path.Combine(directory.FullName, AgentProtocol.AgentFile));
        Assert.Empty(AgentTests.Session(subject).List());
        Assert.Equal("HF1216", AgentTests.Refusal(() => AgentTests.Session(subject).Revert(null)));
        Assert.Equal("HF1210", Refusal(subject));
    }

    private static string Refusal(SubjectProcess subject) =>
        AgentTests.Refusal(() => AgentTests.Apply(subject, HandMadePatch.Between(Constants.Original, Constants.First)));

    private static string DirectoryOf(SubjectProcess subject) => Path.Combine(
        Path.GetTempPath(), $"hotfix-{subject.Target.ProcessId}-{subject.Target.StartTime}-v{AgentProtocol.Version}");

    private static void Remove(string path)
    {
        if (Directory.Exists(path) && new DirectoryInfo(path).LinkTarget is null)
        {
            Directory.Delete(path, recursive: true);
        }
        else
        {
            File.Delete(path);
        }
    }
}
