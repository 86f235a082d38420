using Hotfixing.DotNet;

namespace Hotfixing.EndToEnd.DotNet;

/// <summary>Copies of small methods in the native code a program was published with.</summary>
public sealed class PublishedCopiesTests
{
    private const int Old = 0x01234567;
    private const int New = 0x02345671;

    private static readonly Deployment s_acrossAssemblies = new(
        "cross", 10, false, "-p:PublishReadyToRun=true", "-p:PublishReadyToRunCrossgen2ExtraArgs=--opt-cross-module:*");

    private static readonly Deployment s_acrossInSingleFile = s_acrossAssemblies with
    {
        Name = "cross-single",
        More = [.. s_acrossAssemblies.More, "-p:PublishSingleFile=true"],
    };

    private static readonly Deployment s_composite = new(
        "composite", 10, false, "-p:PublishReadyToRun=true", "-p:PublishReadyToRunComposite=true");

    private static readonly Deployment s_compositeWithFramework = new(
        "composite-whole", 10, true, "-p:PublishReadyToRun=true", "-p:PublishReadyToRunComposite=true");

    public static TheoryData<Deployment> Deployments =>
    [
        Deployment.ReadyToRun,
        s_acrossAssemblies,
        s_acrossInSingleFile,
        s_composite,
        Deployment.SelfContainedNet8 with { Name = "r2r8", More = ["-p:PublishReadyToRun=true"] },
        Deployment.SelfContainedNet9 with { Name = "r2r9", More = ["-p:PublishReadyToRun=true"] },
    ];

    [Theory]
    [MemberData(nameof(Deployments), DisableDiscoveryEnumeration = true)]
    public void Are_replaced_and_restored_wherever_the_method_is_of(Deployment deployment)
    {
        var original = Publish(deployment, "v0", Old);
        using var subject = Start(deployment, original);
        Assert.Equal(Answer(Old, Old), subject.Ask("values"));
        using var session = new DotNetEngine().Attach(subject.Target);
        session.Apply(session.Plan(new Patch(Path.GetDirectoryName(Publish(deployment, "v1", New))!, [])), null, CancellationToken.None);
        Assert.Equal(Answer(New, New), subject.Ask("values"));
        Assert.All(Assert.Single(session.List()).Replacements, r => Assert.Equal("compiled", r.Effect));
        session.Revert(null);
        Assert.Equal(Answer(Old, Old), subject.Ask("values"));
    }

    /// <summary>Explicit because the whole framework is compiled, twice.</summary>
    [Fact(Explicit = true)]
    public void Are_replaced_and_restored_in_a_composite_of_program_and_framework() =>
        Are_replaced_and_restored_wherever_the_method_is_of(s_compositeWithFramework);

    public static TheoryData<Deployment> DeploymentsAcross => [s_acrossAssemblies, s_acrossInSingleFile];

    [Theory]
    [MemberData(nameof(DeploymentsAcross), DisableDiscoveryEnumeration = true)]
    public void Are_replaced_in_an_assembly_that_is_not_part_of_the_patch(Deployment deployment)
    {
        var original = Publish(deployment, "v0", Old);

        // Only the library has this number in its source, so the program's image has it from a copy.
        Assert.True(File.ReadAllBytes(original).AsSpan().IndexOf(BitConverter.GetBytes(Old + 1)) > 0, "nothing was copied");
        using var subject = Start(deployment, original);
        Assert.Equal(Answer(Old, Old), subject.Ask("values"));
        using var session = new DotNetEngine().Attach(subject.Target);
        var library = Path.Combine(Path.GetDirectoryName(Publish(s_acrossAssemblies, "v1", New))!, "CopiesLibrary.dll");
        session.Apply(session.Plan(new Patch(library, [])), null, CancellationToken.None);
        Assert.Equal(Answer(Old, New), subject.Ask("values"));
        session.Revert(null);
        Assert.Equal(Answer(Old, Old), subject.Ask("values"));
    }

    [Fact]
    public void Of_an_assembly_that_was_never_loaded_are_refused_as_HF3022()
    {
        const string onlyCopied = "Word.Called()=0";
        using var subject = Start(s_composite, Publish(s_composite, "n0", Old, onlyCopied));
        var answer = $"{3 * (long)Old:x} {Old + 1:x} 0 0";
        Assert.Equal(answer, subject.Ask("values"));
        using var session = new DotNetEngine().Attach(subject.Target);
        var edited = Path.GetDirectoryName(Publish(s_composite, "n1", New, onlyCopied))!;
        var plan = session.Plan(new Patch(edited, []));
        var refusal = Assert.Single(plan.Diagnostics, d => d.Severity == Severity.Refusal);
        Assert.Equal(("HF3022", true), (refusal.Id, refusal.What.Contains("CopiesLibrary.dll", StringComparison.Ordinal)));
        Assert.Throws<RefusedException>(() => session.Apply(plan, null, CancellationToken.None));
        Assert.Equal(answer, subject.Ask("values"));

        // The library as it was is no reason to refuse a change of the program.
        var mixed = Directory.CreateTempSubdirectory("hotfix-mixed-");
        try
        {
            SubjectProgram.Copy(Path.Combine(edited, "Copies.dll"), mixed.FullName);
            File.Copy(
                Path.Combine(Path.GetDirectoryName(Publish(s_composite, "n0", Old, onlyCopied))!, "CopiesLibrary.dll"),
                Path.Combine(mixed.FullName, "CopiesLibrary.dll"),
                overwrite: true);
            Assert.False(session.Plan(new Patch(mixed.FullName, [])).IsRefused);
        }
        finally
        {
            mixed.Delete(recursive: true);
        }
    }

    [Fact]
    public void Are_not_feared_where_each_assembly_was_compiled_by_itself()
    {
        using var subject = Start(Deployment.ReadyToRun, Publish(Deployment.ReadyToRun, "v0", Old));
        using var session = new DotNetEngine().Attach(subject.Target);
        var plan = session.Plan(new Patch(Path.GetDirectoryName(Publish(Deployment.ReadyToRun, "v1", New))!, []));
        Assert.Contains(plan.Diagnostics, d => d.Id == "HF2005");
        Assert.False(plan.IsRefused);
    }

    [Fact]
    public void Are_refused_as_HF3021_in_code_of_a_third_assembly()
    {
        var original = Publish(s_acrossAssemblies, "f0", Old, "using System;=#define FOREIGN\nusing System;");
        using var subject = Start(s_acrossAssemblies, original);
        using var session = new DotNetEngine().Attach(subject.Target);
        var edited = Publish(s_acrossAssemblies, "f1", New, "using System;=#define FOREIGN\nusing System;");
        var plan = session.Plan(new Patch(edited, ["Valued.Value"]));
        Assert.Equal("HF3021", Assert.Single(plan.Diagnostics, d => d.Severity == Severity.Refusal).Id);
    }

    private static string Answer(int program, int library) => $"{3 * (long)program:x} {library + 1:x} {library + 1:x} 0";

    private static SubjectProcess Start(Deployment deployment, string assembly) => SubjectProcess.StartThrough(
        deployment.IsSelfContained || deployment.IsSingleFile ? [Path.ChangeExtension(assembly, null)] : ["dotnet", assembly]);

    private static string Publish(Deployment deployment, string variant, int value, params string[] more)
    {
        try
        {
            return SubjectProgram.Publish(deployment, "Copies.cs.txt", "Copies", variant, [$"VALUE={value}", .. more]);
        }
        catch (MissingPackageException e)
        {
            Assert.Skip(e.Message);
            throw;
        }
    }
}
