using Hotfixing.Binary;
using Hotfixing.Binary.BuildInfo;
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

    [Fact]
    public void A_program_built_from_named_files_is_rebuilt_from_its_folder()
    {
        var program = GoProgram.Build(GoToolchain.Require("1.24"), Greeting, new() { Files = ["main.go"] });
        AssertSameCode(program);
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
        Refusals.Expect("HF4313", () => ProgramRebuild.Run(moved.Folder, lost, null));
    }

    internal static BuildSettings Settings(GoProgram program) => BuildSettingsReader.Read(ElfFile.Read(program.Executable));

    internal static RebuiltProgram Rebuild(GoProgram program) => ProgramRebuild.Run(program.Folder, Settings(program), null);

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
            AssertNothingChanged(ElfFile.Read(program.Executable), ElfFile.Parse(rebuilt.Object, "go.o"));
        }

        return rebuilt;
    }

    /// <summary>
    /// The same again by what the instructions mean. Constants of Go's own packages are told apart by where the next one begins, which
    /// moves; the stubs that cgo makes are named by a hash over the package's files (cmd/cgo/main.go, cPrefix), of which there is one more.
    /// </summary>
    private static void AssertNothingChanged(ElfFile program, ElfFile rebuilt)
    {
        var standard = new StandardPackages(GoBuildInfo.TryRead(program)!);
        var comparison = new ProgramComparison(ProgramPair.Read(program, rebuilt, new ImageAddress(0x4000_0000)), standard.Contains);
        Assert.Empty(comparison.Changes
            .Where(c => c is { Kind: FunctionChangeKind.Changed, IsStandard: false } && !c.Function.Contains("._Cfunc_", StringComparison.Ordinal))
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
