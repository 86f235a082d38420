using Hotfixing.DotNet;

namespace Hotfixing.EndToEnd.DotNet;

/// <summary>Programs whose assemblies are no files of their own.</summary>
public sealed class PatchingSingleFiles
{
    private static readonly DotNetEngine s_engine = new();

    [Fact]
    public void Both_assemblies_of_a_single_file_are_patched_from_the_rebuilt_file()
    {
        using var subject = SubjectProcess.StartThrough([KioskProgram.PublishSingleFile(1)]);
        ApplyAndRevert(subject, KioskProgram.PublishSingleFile(2), 2, 2);
    }

    [Fact]
    public void A_single_file_is_patched_from_the_folder_the_rebuilt_one_lies_in()
    {
        using var subject = SubjectProcess.StartThrough([KioskProgram.PublishSingleFile(1)]);
        ApplyAndRevert(subject, Path.GetDirectoryName(KioskProgram.PublishSingleFile(2))!, 2, 2);
    }

    [Fact]
    public void A_single_file_is_patched_from_one_rebuilt_assembly()
    {
        using var subject = SubjectProcess.StartThrough([KioskProgram.PublishSingleFile(1)]);
        ApplyAndRevert(subject, KioskProgram.LibraryOf(KioskProgram.PublishSingleFile(2)), 1, 2);
    }

    [Fact]
    public void A_single_file_that_publishing_has_replaced_while_it_runs_is_patched()
    {
        var folder = Directory.CreateTempSubdirectory("hotfix-single-");
        try
        {
            var program = Path.Combine(folder.FullName, "Kiosk");
            File.Copy(KioskProgram.PublishSingleFile(1), program);
            using var subject = SubjectProcess.StartThrough([program]);
            File.Delete(program);
            File.Copy(KioskProgram.PublishSingleFile(2), program);
            ApplyAndRevert(subject, folder.FullName, 2, 2);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory(Explicit = true)]
    [InlineData("net8.0", false)]
    [InlineData("net8.0", true)]
    [InlineData("net9.0", false)]
    [InlineData("net9.0", true)]
    [InlineData("net10.0", false)]
    [InlineData("net10.0", true)]
    public void A_single_file_with_the_runtime_inside_is_patched(string framework, bool isCompressed)
    {
        using var subject = SubjectProcess.StartThrough([KioskProgram.PublishSelfContained(1, framework, isCompressed)]);
        ApplyAndRevert(subject, KioskProgram.PublishSelfContained(2, framework, isCompressed), 2, 2);
    }

    [Theory]
    [InlineData(false, true, "HF1018")]
    [InlineData(true, true, "HF1024")]
    [InlineData(false, false, "HF1018")]
    [InlineData(true, false, "HF1024")]
    public void A_program_that_was_trimmed_of_what_the_agent_needs_is_refused(bool hasStartupHooks, bool isSingleFile, string id)
    {
        using var subject = SubjectProcess.StartThrough([KioskProgram.PublishTrimmed(1, hasStartupHooks, isSingleFile)]);
        Assert.Equal([id], s_engine.Examine(subject.Target).Select(d => d.Id));
        using var session = s_engine.Attach(subject.Target);
        var rebuilt = KioskProgram.PublishTrimmed(2, hasStartupHooks, isSingleFile);
        var plan = session.Plan(new Patch(isSingleFile ? rebuilt : Path.GetDirectoryName(rebuilt)!, ["Till.Price()"]));
        Assert.Contains(plan.Diagnostics, d => d.Id == id && d.Severity == Severity.Refusal);
        Assert.Throws<RefusedException>(() => session.Apply(plan, null, CancellationToken.None));
        Assert.Equal("own=1 till=1 plugin=", subject.Ask("value"));
    }

    [Fact]
    public void An_assembly_that_was_loaded_from_bytes_is_patched()
    {
        using var subject = SubjectProcess.StartThrough([KioskProgram.PublishSingleFile(1)]);
        Assert.Equal("loaded", subject.Ask("load " + Plugin(1)));
        Assert.Equal("own=1 till=1 plugin=1", subject.Ask("value"));
        using var session = s_engine.Attach(subject.Target);
        session.Apply(session.Plan(new Patch(Plugin(2), [])), null, CancellationToken.None);
        Assert.Equal("own=1 till=1 plugin=2", subject.Ask("value"));
        session.Revert(null);
        Assert.Equal("own=1 till=1 plugin=1", subject.Ask("value"));
    }

    [Fact]
    public void An_assembly_that_was_not_loaded_from_bytes_yet_is_HF3015()
    {
        using var subject = SubjectProcess.StartThrough([KioskProgram.PublishSingleFile(1)]);
        using var session = s_engine.Attach(subject.Target);
        Assert.Equal(["HF3015"], session.Plan(new Patch(Plugin(2), [])).Diagnostics.Select(d => d.Id));
    }

    [Fact]
    public void Two_builds_of_an_assembly_that_were_loaded_from_bytes_are_HF3020()
    {
        using var subject = SubjectProcess.StartThrough([KioskProgram.PublishSingleFile(1)]);
        subject.Ask("load " + Plugin(1));
        subject.Ask("load " + Plugin(3));
        using var session = s_engine.Attach(subject.Target);
        Assert.Equal(["HF3020"], session.Plan(new Patch(Plugin(2), [])).Diagnostics.Select(d => d.Id));
    }

    private static string Plugin(int value) => SubjectProgram.Build("Plugin.cs.txt", "Plugin", $"v{value}", $"VALUE={value}");

    private static void ApplyAndRevert(SubjectProcess subject, string patch, int own, int till)
    {
        Assert.Equal("own=1 till=1 plugin=", subject.Ask("value"));
        Assert.Empty(s_engine.Examine(subject.Target));
        using (var session = s_engine.Attach(subject.Target))
        {
            var plan = session.Plan(new Patch(patch, []));
            Assert.Equal(
                own == 1 ? ["Till.dll: Till.Price()"] : ["Kiosk.dll: Kiosk.Own()", "Till.dll: Till.Price()"],
                plan.Replacements.Select(r => $"{r.Module}: {r.Function}").Order(StringComparer.Ordinal));
            session.Apply(plan, null, CancellationToken.None);
        }

        Assert.Equal($"own={own} till={till} plugin=", subject.Ask("value"));
        using var later = s_engine.Attach(subject.Target);
        Assert.Equal(own == 1 ? 1 : 2, Assert.Single(later.List()).Replacements.Count);
        later.Revert(null);
        Assert.Empty(later.List());
        Assert.Equal("own=1 till=1 plugin=", subject.Ask("value"));
    }
}
