using Hotfixing.Binary.Elf;
using Hotfixing.Go.Build;
using Hotfixing.Go.Compare;
using Hotfixing.GoPrograms;

namespace Hotfixing.Tests.Building;

public class RebuildingPrograms
{
    private static readonly GoSources Greeting = GoSources.OfMain("""
        package main

        import (
            "fmt"
            "os"
            "strings"
        )

        var version = "none"

        type greeting struct{ words []string }

        func (g greeting) String() string { return strings.Join(g.words, " ") }

        func largest(values map[string]int) (found string) {
            for name, value := range values {
                if value > values[found] {
                    found = name
                }
            }
            return found
        }

        func init() { fmt.Fprintln(os.Stderr, "starts") }

        func main() { fmt.Println(greeting{[]string{"hello", version}}, largest(map[string]int{"a": 1, "b": 2})) }

        """);

    [Theory]
    [MemberData(nameof(GoToolchain.Versions), MemberType = typeof(GoToolchain))]
    public void Unchanged_sources_give_the_code_that_runs(string version) => AssertSameCode(GoProgram.Build(GoToolchain.Require(version), Greeting));

    [Theory]
    [InlineData("1.19")]
    [InlineData("1.26")]
    public void A_position_independent_program_gives_position_independent_code(string version) =>
        AssertSameCode(GoProgram.Build(GoToolchain.Require(version), Greeting, new() { Arguments = ["-buildmode=pie"] }));

    [Theory]
    [InlineData("-gcflags=all=-N -l")]
    [InlineData("-gcflags=-l")]
    [InlineData("-trimpath")]
    [InlineData("-ldflags=-s -w -X main.version=7")]
    public void Flags_of_the_build_are_used_again(string flag) =>
        AssertSameCode(GoProgram.Build(GoToolchain.Require("1.24"), Greeting, new() { Arguments = [flag] }));

    [Fact]
    public void The_processor_level_is_used_again() => AssertSameCode(
        GoProgram.Build(GoToolchain.Require("1.24"), Greeting, new() { Environment = new Dictionary<string, string> { ["GOAMD64"] = "v3" } }));

    [Theory]
    [InlineData("1.19")]
    [InlineData("1.26")]
    public void What_comes_with_Go_is_what_the_go_command_says_whatever_paths_look_like(string version)
    {
        var sources = Greeting
            .With("go.mod", "module subject\n\ngo 1.19\n\nrequire words v1.0.0\n\nreplace words => ./words\n")
            .With("words/go.mod", "module words\n\ngo 1.19\n").With("words/words.go", "package words\n\nconst Hello = \"hello\"\n")
            .With("internal/text/text.go", "package text\n\nimport \"words\"\n\nfunc Hello() string { return words.Hello }\n")
            .Replace("\"hello\", version", "text.Hello(), version").Replace("\"fmt\"\n", "\"fmt\"\n    \"subject/internal/text\"\n");
        var standard = Rebuild(GoProgram.Build(GoToolchain.Require(version), sources)).StandardPackages;
        Assert.Superset(new HashSet<string> { "fmt", "runtime", "internal/abi" }, standard.ToHashSet());
        Assert.Empty(standard.Intersect(["subject", "main", "command-line-arguments", "subject/internal/text", "words"]));
    }

    [Theory]
    [MemberData(nameof(GoToolchain.Versions), MemberType = typeof(GoToolchain))]
    public void Functions_that_have_become_so_small_that_all_callers_hold_copies_stay_in_the_object(string version)
    {
        const string Long = "\n    defer print()\n    return n";
        var sources = Greeting
            .With("words.v2/words.go", $"package words\n\ntype Count struct{{ N int }}\n\nfunc (c *Count) Next(n int) int {{{Long} }}\n\nfunc spare(n int) int {{{Long} }}\n\nfunc Two(n int) int {{{Long} + spare(n) }}\n")
            .With("price.go", $"package main\n\nimport words \"example.com/subject/words.v2\"\n\nfunc price(n int) int {{{Long} }}\n\nfunc lost(n int) int {{{Long} }}\n\nfunc init() {{ println(price(2), lost(2), (&words.Count{{}}).Next(2), words.Two(2)) }}\n");
        var program = GoProgram.Build(GoToolchain.Require(version), sources);
        var functions = MissingFunctions.FunctionsIn(ElfFile.Read(program.Executable)).ToList();
        string[] small = ["main.price", "example.com/subject/words%2ev2.(*Count).Next", "example.com/subject/words%2ev2.Two"];
        Assert.All([.. small, "main.lost"], f => Assert.Contains(f, functions));

        // All of them shrink, and what one called is gone from the sources, like another one that was called directly.
        var edited = GoProgram.Write(sources.Replace(Long, "return n * 3").Replace("func spare(n int) int {return n * 3 }\n\n", "").Replace(" + spare(n)", "")
            .Replace("func lost(n int) int {return n * 3 }\n\n", "").Replace("lost(2), ", ""));
        Assert.Empty(small.Intersect(CodeOf(ProgramRebuild.Run(edited, Settings(program), [], null)).Keys));
        var rebuilt = ProgramRebuild.Run(edited, Settings(program), functions, null);
        Assert.Superset(small.ToHashSet(), CodeOf(rebuilt).Keys.ToHashSet());
        Assert.DoesNotContain("main.lost", CodeOf(rebuilt).Keys);

        var pair = Go.Comparison.PairOf(ElfFile.Read(program.Executable), ElfFile.Parse(rebuilt.Object, "go.o"));
        var changed = new ProgramComparison(pair, rebuilt.StandardPackages.Contains).Changes.Where(c => c is { Kind: FunctionChangeKind.Changed, IsStandard: false });
        Assert.Equal([.. small.Order(StringComparer.Ordinal), "main.init.1"], changed.Select(c => c.Function).OrderBy(f => f == "main.init.1").ThenBy(f => f, StringComparer.Ordinal));
    }

    [Fact]
    public void The_go_commands_own_sources_may_have_been_edited() =>
        Assert.Equal([false, true], CompiledPackage.Parse("cmd/go\tmain\t/a\ttrue\tfalse\t0\t\nfmt\tfmt\t/b\ttrue\ttrue\t0\t\n").Select(p => p.IsStandard));

    [Fact]
    public void Tags_choose_the_files_that_were_built()
    {
        var sources = Greeting.With("tagged.go", "//go:build special\n\npackage main\n\nfunc init() { println(\"special\") }\n");
        var rebuilt = AssertSameCode(GoProgram.Build(GoToolchain.Require("1.24"), sources, new() { Arguments = ["-tags=special,other"] }));

        // The program's two, and the one that keeps the runner.
        Assert.Equal(3, CodeOf(rebuilt).Keys.Count(n => n.StartsWith("main.init.", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("1.19")]
    [InlineData("1.24")]
    public void C_code_does_not_move_the_init_functions_and_is_named(string version)
    {
        var sources = Greeting.With("call.go", """
            package main

            // static int twice(int n) { return 2 * n; }
            import "C"

            func init() { println(C.twice(21)) }

            """);
        var rebuilt = AssertSameCode(GoProgram.Build(GoToolchain.Require(version), sources, new() { Cgo = true }));
        Assert.Equal(("HF4318", Severity.Warning), Assert.Single(rebuilt.Diagnostics, d => d.Id == "HF4318") is var d ? (d.Id, d.Severity) : default);
    }

    [Theory]
    [InlineData("1.19")]
    [InlineData("1.24")]
    public void C_functions_keep_the_names_they_have_in_the_program(string version)
    {
        static IEnumerable<string> Names(ElfFile file) => file.Symbols.Select(s => s.Name)
            .Where(n => n.StartsWith("_cgo_", StringComparison.Ordinal) && n.EndsWith("_Cfunc_twice", StringComparison.Ordinal));
        var sources = Greeting.Replace("\"starts\"", "\"starts\", double()").With("call.go", """
            package main

            // static int twice(int n) { return 2 * n; }
            import "C"

            func double() int { return int(C.twice(21)) }

            """);
        var program = GoProgram.Build(GoToolchain.Require(version), sources, new() { Cgo = true });
        Assert.Equal(Assert.Single(Names(ElfFile.Read(program.Executable))), Assert.Single(Names(ElfFile.Parse(Rebuild(program).Object, "the object"))));
    }

    [Fact]
    public void The_value_a_linker_flag_gave_a_variable_is_linked_in_again()
    {
        var program = GoProgram.Build(GoToolchain.Require("1.24"), Greeting, new() { Arguments = ["-ldflags=-X 'main.version=seven of nine'"] });
        Assert.True(Rebuild(program).Object.Span.IndexOf("seven of nine"u8) > 0);
    }

    [Theory]
    [MemberData(nameof(GoToolchain.Versions), MemberType = typeof(GoToolchain))]
    public void It_is_also_where_the_go_command_did_not_record_it(string version)
    {
        var program = GoProgram.Build(GoToolchain.Require(version), Greeting, new() { Arguments = ["-trimpath", "-ldflags=-X 'main.version=seven of \"nine\"'"] });
        Assert.Equal("-X 'main.version=seven of \"nine\"'", Settings(program)["-ldflags"]);
        Assert.True(Rebuild(program).Object.Span.IndexOf("seven of \"nine\""u8) > 0);
        Assert.Equal("", Settings(GoProgram.Build(GoToolchain.Require(version), Greeting, new() { Arguments = ["-trimpath"] }))["-ldflags"]);
    }

    [Fact]
    public void What_the_go_command_gives_its_own_tools_is_linked_in_again()
    {
        var toolchain = GoToolchain.Require("1.24");
        var folder = Directory.CreateTempSubdirectory("hotfix-test-");
        try
        {
            var tool = Path.Combine(folder.FullName, "tool");
            toolchain.Run(folder.FullName, toolchain.Variables(), "build", "-o", tool, "cmd/asm");
            Assert.StartsWith("-X 'cmd/internal/objabi.buildID=", BuildSettingsReader.Read(ElfFile.Read(tool))["-ldflags"], StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_program_built_from_named_files_is_rebuilt_from_its_folder()
    {
        var program = GoProgram.Build(GoToolchain.Require("1.24"), Greeting, new() { Files = ["main.go"] });
        AssertSameCode(program);
    }

    [Theory]
    [MemberData(nameof(GoToolchain.Versions), MemberType = typeof(GoToolchain))]
    public void A_program_built_from_some_files_of_its_folder_is_rebuilt_from_these_in_their_order(string version)
    {
        var program = GoProgram.Build(GoToolchain.Require(version), SomeOfMany, new() { Files = ["work.go", "limits.go", "main.go"], Arguments = ["-trimpath"] });
        Assert.Equal(["work.go", "main.go"], Settings(program).MainFiles);
        var warning = Assert.Single(Rebuild(program).Diagnostics);
        Assert.Equal(("HF4323", Severity.Warning), (warning.Id, warning.Severity));
        Assert.Contains("left out of what is built: other.go, tool.go in ", warning.What);
        AssertSameCode(program);
    }

    [Fact]
    public void What_is_left_out_is_named_where_it_is_missed()
    {
        var program = GoProgram.Build(GoToolchain.Require("1.24"), SomeOfMany, new() { Files = ["main.go", "work.go", "limits.go"] });
        var edited = GoProgram.Write(SomeOfMany.Replace("println(limit)", "println(limit + tool())"));
        var refused = Assert.Throws<RefusedException>(() => ProgramRebuild.Run(edited, Settings(program), [], null));
        Assert.Equal(["HF4303", "HF4323"], refused.Diagnostics.Select(d => d.Id));
        Assert.Contains("undefined: tool", refused.Diagnostics[0].Why);
    }

    [Fact]
    public void A_folder_without_the_files_of_a_program_built_from_files_is_refused()
    {
        var program = GoProgram.Build(GoToolchain.Require("1.24"), SomeOfMany, new() { Files = ["main.go", "work.go", "limits.go"] });
        var refusal = Refusals.Expect("HF4324", () => ProgramRebuild.Run(GoProgram.Write(Elsewhere), Settings(program), [], null));
        Assert.Contains("main.go, work.go", refusal.Why);
    }

    [Fact]
    public void A_program_that_belongs_to_no_module_is_rebuilt_from_its_files()
    {
        var sources = new GoSources(new Dictionary<string, string> { ["main.go"] = Greeting.Files["main.go"], ["main_test.go"] = "package main\n" });
        AssertSameCode(GoProgram.Build(GoToolchain.Require("1.24"), sources, new() { Files = ["main.go"] }));
    }

    [Fact]
    public void A_vendored_module_is_compiled_without_the_network()
    {
        var sources = Greeting.Replace("largest(map", "words.Count(\"x\"), largest(map").Replace("\"strings\"", "\"strings\"\n\n    \"example.org/words\"")
            .With("go.mod", "module example.com/subject\n\ngo 1.19\n\nrequire example.org/words v1.2.3\n")
            .With("vendor/modules.txt", "# example.org/words v1.2.3\n## explicit; go 1.19\nexample.org/words\n")
            .With("vendor/example.org/words/words.go", "package words\n\nfunc Count(s string) int { return len(s) }\n");
        var program = GoProgram.Build(GoToolchain.Require("1.24"), sources);
        Assert.Equal("v1.2.3", Settings(program).Modules["example.org/words"]);
        AssertSameCode(program);
    }

    [Fact]
    public void A_profile_is_used_again_and_missed_when_it_is_gone()
    {
        // An empty profile: what matters is that it is found, or missed.
        var sources = Greeting.With("cpu.pprof", "");
        var program = GoProgram.Build(GoToolchain.Require("1.24"), sources, new() { Arguments = ["-pgo=cpu.pprof"] });
        AssertSameCode(program);
        var moved = program with { Folder = GoProgram.Write(Greeting) };
        var recorded = Settings(program);
        var lost = recorded with { Settings = new Dictionary<string, string>(recorded.Settings) { ["-pgo"] = "/nowhere/cpu.pprof" } };
        Refusals.Expect("HF4313", () => ProgramRebuild.Run(moved.Folder, lost, [], null));
    }

    private static readonly GoSources SomeOfMany = new GoSources(new Dictionary<string, string>
    {
        ["go.mod"] = "module example.com/subject\n\ngo 1.19\n",
        ["main.go"] = "package main\n\nfunc init() { println(1) }\n\nfunc main() { work() }\n",
        ["work.go"] = "package main\n\nfunc init() { println(2) }\n\n//go:noinline\nfunc work() { println(limit) }\n",
        ["limits.go"] = "package main\n\nconst limit = 5\n",
        ["other.go"] = "package main\n\nfunc init() { println(3) }\n",
        ["tool.go"] = "package main\n\nfunc tool() int { return 1 }\n",
    });

    private static readonly GoSources Elsewhere = new(new Dictionary<string, string>
    {
        ["go.mod"] = SomeOfMany.Files["go.mod"],
        ["app.go"] = "package main\n\nfunc main() {}\n",
    });

    internal static BuildSettings Settings(GoProgram program) => BuildSettingsReader.Read(ElfFile.Read(program.Executable));

    internal static RebuiltProgram Rebuild(GoProgram program) => ProgramRebuild.Run(program.Folder, Settings(program), [], null);

    /// <summary>Every function of the object is in the program with the same size, but for the runner; that is what wrong settings would change first.</summary>
    private static RebuiltProgram AssertSameCode(GoProgram program)
    {
        var rebuilt = Rebuild(program);
        var (running, built) = (CodeOf(ElfFile.Read(program.Executable)), CodeOf(rebuilt));
        var lastInit = built.Keys.Where(n => n.StartsWith("main.init.", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Last();
        var runner = built.Keys.Where(n => n.StartsWith("main.hotfix_", StringComparison.Ordinal)).ToList();
        Assert.Contains("main.hotfix_kick", runner);
        if (running.Count > 0)
        {
            Assert.Equal(
                [lastInit, .. runner.Order(StringComparer.Ordinal)],
                built.Keys.Where(n => n.Contains('.', StringComparison.Ordinal) && !running.ContainsKey(n)).OrderBy(n => n != lastInit).ThenBy(n => n, StringComparer.Ordinal));
            Assert.Empty(built.Where(f => running.TryGetValue(f.Key, out var size) && size != f.Value).Select(f => f.Key));
            AssertNothingChanged(ElfFile.Read(program.Executable), rebuilt);
        }

        return rebuilt;
    }

    /// <summary>
    /// The same again by what the instructions mean. Constants of Go's own packages are told apart by where the next one begins, which
    /// moves.
    /// </summary>
    private static void AssertNothingChanged(ElfFile program, RebuiltProgram rebuilt)
    {
        var pair = Go.Comparison.PairOf(program, ElfFile.Parse(rebuilt.Object, "go.o"));
        var comparison = new ProgramComparison(pair, rebuilt.StandardPackages.Contains);
        Assert.Empty(comparison.Changes
            .Where(c => c is { Kind: FunctionChangeKind.Changed, IsStandard: false })
            .Select(c => $"{c.Function}: {c.Reason}"));
    }

    private static Dictionary<string, ulong> CodeOf(RebuiltProgram program)
    {
        var file = ElfFile.Parse(program.Object, "go.o");
        Assert.Equal(ElfType.Relocatable, file.Type);
        Assert.NotNull(file.DebugSection(".debug_info"));
        return CodeOf(file);
    }

    private static Dictionary<string, ulong> CodeOf(ElfFile file) => file.Symbols.Where(s => s is { Kind: ElfSymbolKind.Function, Size: > 0, SectionIndex: not null })
        .DistinctBy(s => s.Name)
        .ToDictionary(s => s.Name, s => s.Size);
}
