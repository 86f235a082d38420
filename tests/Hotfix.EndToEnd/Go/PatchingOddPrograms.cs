using Hotfixing.Go;
using Hotfixing.GoPrograms;

namespace Hotfixing.EndToEnd.Go;

/// <summary>Programs whose new build names or leaves out things in another way than the running one.</summary>
public class PatchingOddPrograms
{
    public static TheoryData<string> Versions => GoToolchain.Versions;

    [Theory]
    [InlineData("1.19")]
    [InlineData("1.24")]
    public void A_program_with_C_code_is_patched_and_taken_back(string version)
    {
        static GoSources Sources(int factor, int visited) => Subject("Cgo").Replace("FACTOR", $"{factor}").Replace("VISITED", $"{visited}");
        var program = GoProgram.Build(GoToolchain.Require(version), Sources(1, 1), new GoBuildOptions { Cgo = true });
        using var subject = SubjectProcess.StartThrough([program.Executable]);
        Assert.Equal("25 101", subject.Ask("values"));

        using var session = new GoEngine().Attach(subject.Target);
        Assert.True(session.Plan(Of(Sources(1, 1))).IsEmpty);
        Assert.Equal(["main.work"], Apply(session, Sources(2, 1)).Replacements.Select(r => r.Function));
        Assert.Equal("45 101", subject.Ask("values"));
        Assert.Contains("_cgoexp_goVisit", Apply(session, Sources(3, 2)).Replacements.Select(r => r.Function));
        Assert.Equal("65 102", subject.Ask("values"));

        session.Revert(null);
        Assert.Equal("45 101", subject.Ask("values"));
        session.Revert(null);
        Assert.Equal("25 101", subject.Ask("values"));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_loop_that_never_returns_calls_the_new_version_of_a_function_that_has_become_small(string version)
    {
        static GoSources Sources(string body) => Subject("Shrinking").Replace("BODY", body);
        var program = GoProgram.Build(GoToolchain.Require(version), Sources("defer print()\n\treturn n"));
        using var subject = SubjectProcess.StartThrough([program.Executable]);
        Assert.Equal("10 10", subject.Ask("values"));

        using var session = new GoEngine().Attach(subject.Target);
        Assert.Equal(
            ["main.(*till).total", "main.price", "main.sell"],
            Apply(session, Sources("return n * 2")).Replacements.Select(r => r.Function).Order(StringComparer.Ordinal));
        Assert.Equal("20 20", subject.Ask("values"));
        Apply(session, Sources("return n * 3"));
        Assert.Equal("30 30", subject.Ask("values"));
        session.Revert(null);
        Assert.Equal("20 20", subject.Ask("values"));
        session.Revert(null);
        Assert.Equal("10 10", subject.Ask("values"));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void What_runs_once_is_listed_before_anything_is_done(string version)
    {
        static GoSources Sources(string body) => Subject("Shrinking").Replace("BODY", body);
        var edited = Sources("defer print()\n\treturn n * 2 + begun");
        edited = edited.With("main.go", edited.Files["main.go"] + "\nvar begun int\n\nfunc init() { begun++ }\n");
        var program = GoProgram.Build(GoToolchain.Require(version), Sources("defer print()\n\treturn n"));
        using var subject = SubjectProcess.StartThrough([program.Executable]);

        using var session = new GoEngine().Attach(subject.Target);
        var plan = session.Plan(Of(edited));
        Assert.Equal(["initialiser main.init.0, which runs once", "variable main.begun"], plan.Added.Order(StringComparer.Ordinal));
        session.Apply(plan, null, CancellationToken.None);
        Assert.Equal("21 21", subject.Ask("values"));
        Assert.DoesNotContain(session.Plan(Of(edited.Replace("n * 2", "n * 3"))).Added, a => a.StartsWith("initialiser", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("1.19")]
    [InlineData("1.26")]
    public void A_file_that_was_not_named_for_the_build_stays_out_of_the_program(string version)
    {
        static GoSources Sources(string body) => Subject("Shrinking").Replace("BODY", body)
            .With("other.go", "package main\n\nfunc init() { println(\"the other file\") }\n");
        var program = GoProgram.Build(GoToolchain.Require(version), Sources("defer print()\n\treturn n"), new GoBuildOptions { Files = ["main.go"] });
        using var subject = SubjectProcess.StartThrough([program.Executable]);

        using var session = new GoEngine().Attach(subject.Target);
        Assert.True(session.Plan(Of(Sources("defer print()\n\treturn n"))).IsEmpty);
        var plan = session.Plan(Of(Sources("defer print()\n\treturn n * 2")));
        Assert.Contains(plan.Diagnostics, d => d.Id == "HF4323" && d.What.Contains("other.go", StringComparison.Ordinal));
        Assert.Empty(plan.Added);
        session.Apply(plan, null, CancellationToken.None);
        Assert.Equal("20 20", subject.Ask("values"));
        session.Revert(null);
        Assert.Equal("10 10", subject.Ask("values"));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_running_loop_keeps_the_generic_function_its_dictionary_is_made_for(string version)
    {
        static GoSources Sources(string inner, string described) => Subject("Dictionaries").Replace("INNER", inner).Replace("DESCRIBED", described);
        var program = GoProgram.Build(GoToolchain.Require(version), Sources("x", "b.items"));
        using var subject = SubjectProcess.StartThrough([program.Executable]);
        Assert.Equal("string []string string []string", subject.Ask("values"));

        using var session = new GoEngine().Attach(subject.Target);
        Apply(session, Sources("map[string]T{\"a\": x}", "map[int]T{}"));
        Assert.Equal("string []string map[string]string map[int]string", subject.Ask("values"));
        Assert.StartsWith("again", subject.Ask("again"), StringComparison.Ordinal);
        Assert.Equal("map[string]string map[int]string map[string]string map[int]string", subject.Ask("values"));

        var next = Sources("[]map[int]T{}", "[]*T{}");
        Assert.Contains(session.Plan(Of(next)).Diagnostics, d => d.Id == "HF4119" && d.What.Contains("main.outer[go.shape.string", StringComparison.Ordinal));
        Apply(session, next);
        Assert.Equal("map[string]string map[int]string []map[int]string []*string", subject.Ask("values"));
        session.Revert(null);
        Assert.StartsWith("again", subject.Ask("again"), StringComparison.Ordinal);
        session.Revert(null);
        Assert.Equal("map[string]string map[int]string string []string", subject.Ask("values"));
        Assert.StartsWith("again", subject.Ask("again"), StringComparison.Ordinal);
        Assert.Equal("string []string string []string", subject.Ask("values"));
    }

    private static GoSources Subject(string name) =>
        GoSources.OfMain(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Subjects", $"{name}.go.txt")));

    private static Patch Of(GoSources sources) => new(GoProgram.Write(sources), []);

    private static AppliedPatch Apply(IPatchSession session, GoSources sources)
    {
        var plan = session.Plan(Of(sources));
        Assert.False(plan.IsRefused, string.Join("\n", plan.Diagnostics));
        return session.Apply(plan, null, CancellationToken.None);
    }
}
