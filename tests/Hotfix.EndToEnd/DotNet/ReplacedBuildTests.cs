using Hotfixing.DotNet;

namespace Hotfixing.EndToEnd.DotNet;

/// <summary>A program whose files are no longer those it was started from.</summary>
public sealed class ReplacedBuildTests : IDisposable
{
    private static readonly string s_rebuilt = Constants.First;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("hotfix-test-");

    private readonly string assembly;

    public ReplacedBuildTests() => assembly = SubjectProgram.Copy(Constants.Original, folder.FullName);

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void A_build_into_the_folder_the_program_runs_from_is_applied_and_reverted()
    {
        var rebuilt = SubjectProgram.Build("Constants.cs.txt", "Constants", "rebuilt", "VALUE=10");
        using var subject = SubjectProcess.Start(rebuilt);
        SubjectProgram.Build("Constants.cs.txt", "Constants", "rebuilt", "VALUE=12");
        ApplyAndRevert(subject, rebuilt);

        // For the next run.
        SubjectProgram.Build("Constants.cs.txt", "Constants", "rebuilt", "VALUE=10");
    }

    [Fact]
    public void A_file_replaced_by_renaming_is_applied_and_reverted()
    {
        using var subject = SubjectProcess.Start(assembly);
        File.Copy(s_rebuilt, assembly + ".new");
        File.Move(assembly + ".new", assembly, overwrite: true);
        ApplyAndRevert(subject, assembly);
    }

    [Fact]
    public void A_program_whose_file_was_deleted_is_patched_from_another_folder()
    {
        using var subject = SubjectProcess.Start(assembly);
        File.Delete(assembly);
        ApplyAndRevert(subject, s_rebuilt);
    }

    [Fact]
    public void A_file_overwritten_in_place_is_refused_as_HF1020()
    {
        using var subject = SubjectProcess.Start(assembly);
        Assert.Equal(Constants.AllOf(10), subject.Ask("values"));
        File.Copy(s_rebuilt, assembly, overwrite: true);
        using var session = new DotNetEngine().Attach(subject.Target);
        Assert.Equal("HF1020", AgentTests.Refusal(() => session.Plan(new Patch(s_rebuilt, []))));
        HotfixCommand.Run("apply", $"{subject.Target.ProcessId}", assembly, "--yes").IsRefused("HF1020");
        Assert.Equal(Constants.AllOf(10), subject.Ask("values"));
    }

    private static void ApplyAndRevert(SubjectProcess subject, string build)
    {
        Assert.Equal(Constants.AllOf(10), subject.Ask("values"));
        using var session = new DotNetEngine().Attach(subject.Target);
        session.Apply(session.Plan(new Patch(build, [])), null, CancellationToken.None);
        Assert.Equal(Constants.AllOf(12), subject.Ask("values"));
        session.Revert(null);
        Assert.Equal(Constants.AllOf(10), subject.Ask("values"));
    }
}
