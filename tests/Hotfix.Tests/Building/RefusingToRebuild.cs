using Hotfixing.Binary.Elf;
using Hotfixing.Go.Build;
using Hotfixing.GoPrograms;

namespace Hotfixing.Tests.Building;

public class RefusingToRebuild
{
    private static readonly GoSources Sources = GoSources.OfMain("package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println(\"hello\") }\n");

    [Fact]
    public void Sources_that_do_not_compile_are_refused_in_the_compilers_own_words()
    {
        var refusal = Refuse("HF4303", Sources.Replace("fmt.Println", "var n int = \"text\"; fmt.Println"));
        Assert.Contains("./main.go:5:27: cannot use \"text\"", refusal.Why);
        Assert.Contains("declared and not used: n", refusal.Why);
        Assert.DoesNotContain('\t', refusal.Why);
    }

    [Fact]
    public void Sources_that_do_not_compile_in_another_package_are_refused() => Assert.Contains(
        "inner/inner.go:3:9: undefined: Missing",
        Refuse("HF4303", Sources.Replace("\"fmt\"", "(\n\t\"fmt\"\n\t_ \"example.com/subject/inner\"\n)").With("inner/inner.go", "package inner\n\nvar _ = Missing\n")).Why);

    [Fact]
    public void A_module_that_is_not_here_is_refused_and_not_fetched()
    {
        var refusal = Refuse("HF4304", Sources.Replace("\"fmt\"", "(\n\t\"fmt\"\n\t_ \"example.org/words\"\n)"));
        Assert.Contains("example.org/words", refusal.Why);
    }

    [Fact]
    public void A_module_that_is_required_and_not_here_is_refused_and_not_fetched() => Refuse(
        "HF4304",
        Sources.Replace("\"fmt\"", "(\n\t\"fmt\"\n\t_ \"example.org/words\"\n)").With("go.mod", "module example.com/subject\n\ngo 1.19\n\nrequire example.org/words v1.0.0\n")
            .With("go.sum", "example.org/words v1.0.0 h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\nexample.org/words v1.0.0/go.mod h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"));

    [Theory]
    [InlineData("1.19")]
    [InlineData("1.26")]
    public void A_test_of_a_program_is_not_taken_for_the_program(string version)
    {
        var toolchain = GoToolchain.Require(version);
        var folder = GoProgram.Write(Sources.With("main_test.go", "package main\n\nimport \"testing\"\n\nfunc TestNothing(t *testing.T) {}\n"));
        var executable = Path.Combine(folder, $"test-{version}");
        toolchain.Run(folder, toolchain.Variables(), "test", "-c", "-o", executable, ".");
        Assert.Contains("is a test of example.com/subject", Refusals.Expect("HF4322", () => BuildSettingsReader.Read(ElfFile.Read(executable))).What);
    }

    [Fact]
    public void A_library_is_refused() => Assert.Contains("its package is called library", Refuse("HF4305", Sources.Replace("package main", "package library")).Why);

    [Fact]
    public void A_folder_without_Go_files_is_refused() => Assert.Contains(
        "there are no Go files in it", Refuse("HF4305", new GoSources(new Dictionary<string, string> { ["go.mod"] = Sources.Files["go.mod"], ["notes.txt"] = "" })).Why);

    [Fact]
    public void A_folder_that_is_not_there_is_named() => Assert.Equal(
        "/nowhere/at/all",
        Assert.Throws<InvalidBinaryException>(() => ProgramRebuild.Run("/nowhere/at/all", RebuildingPrograms.Settings(Program()), [], null)).File);

    [Fact]
    public void Another_program_of_the_same_module_is_refused()
    {
        var refusal = Refusals.Expect("HF4306", () => ProgramRebuild.Run(
            GoProgram.Write(Sources.With("other/main.go", "package main\n\nfunc main() {}\n"), new() { Package = "other" }), RebuildingPrograms.Settings(Program()), [], null));
        Assert.Contains("example.com/subject/other", refusal.What);
    }

    [Fact]
    public void The_same_package_of_another_module_is_refused() =>
        Refuse("HF4306", Sources.Replace("example.com/subject", "example.com/other"));

    [Fact]
    public void A_program_that_counts_its_coverage_is_refused()
    {
        var program = GoProgram.Build(GoToolchain.Require("1.24"), Sources, new() { Arguments = ["-cover"] });
        Refusals.Expect("HF4307", () => RebuildingPrograms.Rebuild(program));
    }

    [Theory]
    [InlineData("HF4307", "-race", "true")]
    [InlineData("HF4307", "-msan", "true")]
    [InlineData("HF4307", "-asan", "true")]
    [InlineData("HF4308", "-buildmode", "c-shared")]
    [InlineData("HF4308", "-buildmode", "plugin")]
    [InlineData("HF4309", "GOEXPERIMENT", "noswissmap")]
    [InlineData("HF4309", "GOFIPS140", "v1.0.0")]
    [InlineData("HF4309", "-compiler", "gccgo")]
    [InlineData("HF4309", "GOARCH", "arm64")]
    [InlineData("HF4309", "-newflag", "true")]
    [InlineData("HF4309", "-gcflags", "all=-o /etc/passwd")]
    [InlineData("HF4309", "-gcflags", "-N -embedcfg=x")]
    [InlineData("HF4309", "-gcflags", "-d=ssa/check/dump=main")]
    [InlineData("HF4309", "-gcflags", "-d=dumpinlfuncprops=Makefile")]
    [InlineData("HF4309", "-asmflags", "-o x")]
    [InlineData("HF4309", "CGO_CFLAGS", "-O2 -fplugin=/tmp/evil.so")]
    [InlineData("HF4309", "CGO_LDFLAGS", "-Wl,-rpath,/tmp")]
    [InlineData("HF4309", "CGO_CFLAGS", "@/tmp/flags")]
    [InlineData("HF4309", "CGO_CFLAGS", "-I@/tmp/flags")]
    [InlineData("HF4309", "CGO_CFLAGS", "-fpass-plugin=evil")]
    [InlineData("HF4309", "CGO_CXXFLAGS", "-mllvm -O2")]
    public void A_setting_that_is_not_known_to_give_the_same_code_harmlessly_is_refused(string id, string key, string value) =>
        Refusals.Expect(id, () => ProgramRebuild.Run(Program().Folder, With(key, value), [], null));

    [Theory]
    [InlineData("go1.18.10")]
    [InlineData("go1.27.0")]
    [InlineData("devel")]
    [InlineData("go2.0")]
    public void A_version_of_Go_that_is_not_tested_is_refused(string version) =>
        Refusals.Expect("HF4310", () => ProgramRebuild.Run(Program().Folder, RebuildingPrograms.Settings(Program()) with { GoVersion = version }, [], null));

    [Fact]
    public void A_version_of_Go_that_is_the_way_to_a_folder_runs_nothing_from_there()
    {
        var folder = Directory.CreateTempSubdirectory("hotfix-test-").FullName;
        var sources = GoProgram.Write(Sources.With("env", "echo ran > proof\n"));
        var proof = Path.Combine(sources, "proof");
        try
        {
            // It says that it is the one that is looked for, and its go command is a shell: go env runs the file of this name.
            File.Delete(proof);
            var version = $"go1.24{string.Concat(Enumerable.Repeat("/..", 16))}{folder}";
            File.WriteAllText(Path.Combine(folder, "VERSION"), version);
            File.Copy("/bin/sh", Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "bin")).FullName, "go"));
            var refused = Assert.Throws<RefusedException>(
                () => ProgramRebuild.Run(sources, RebuildingPrograms.Settings(Program()) with { GoVersion = version }, [], null));
            Assert.False(File.Exists(proof));
            Assert.Equal("HF4310", Assert.Single(refused.Diagnostics).Id);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_profile_that_is_no_file_with_contents_is_not_read() =>
        Refusals.Expect("HF4313", () => ProgramRebuild.Run(Program().Folder, With("-pgo", "/dev/null"), [], null));

    [Fact]
    public void A_toolchain_that_is_not_here_is_named_with_those_that_are()
    {
        var there = GoToolchain.Require("1.24");
        var refusal = Refusals.Expect("HF4301", () => ToolchainSearch.Find("go1.24.99", null));
        Assert.Contains("go1.24.99", refusal.What);
        Assert.Contains($"{there.Version} in {there.Root}", refusal.What);
        Assert.Equal(there.Version, ToolchainSearch.Find(there.Version, null).Version);
    }

    [Fact]
    public void A_toolchain_that_was_named_is_the_only_one_that_is_taken()
    {
        var (there, other) = (GoToolchain.Require("1.24"), GoToolchain.Require("1.19"));
        Assert.Equal(there.Root, ToolchainSearch.Find(there.Version, there.Root).Root);
        Assert.Equal(there.Root, ToolchainSearch.Find(there.Version, there.Command).Root);
        Assert.Contains(other.Version, Refusals.Expect("HF4302", () => ToolchainSearch.Find(there.Version, other.Root)).What);
        Assert.Contains("no Go toolchain", Refusals.Expect("HF4302", () => ToolchainSearch.Find(there.Version, "/etc")).What);
    }

    [Theory]
    [InlineData("func hotfix_kick() {}")]
    [InlineData("var (\n\thotfix_state int\n)")]
    [InlineData("func copy(a, b []byte) int { return 0 }")]
    [InlineData("type string struct{}")]
    [InlineData("var (\n\tother = 1\n\trecover = func() any { return nil }\n)")]
    [InlineData("const other, nil = 1, 2")]
    public void A_name_that_the_runner_needs_is_refused(string declaration) =>
        Refuse("HF4311", Sources.With("names.go", $"package main\n\n{declaration}\n"));

    [Fact]
    public void A_name_that_stands_beside_the_runners_is_none_of_its_own() => Assert.Null(InitialiserRunner.Collision(
        "package main\n\ntype (\n\tshop struct {\n\t\tcopy bool\n\t}\n)\n\ntype box struct {\n\tint int\n}\n\nvar (\n\tx = 1\n)\n\nfunc f(a, b []byte) {\n\tcopy(a, b)\n\trecover()\n}\n"));

    [Theory]
    [InlineData("cgo: C compiler \"gcc\" not found: exec: \"gcc\": executable file not found in $PATH")]
    [InlineData("# runtime/cgo\nexec: \"gcc\": executable file not found in $PATH")]
    public void A_missing_C_compiler_is_named_as_what_is_missing(string output) =>
        Assert.Equal("HF4312", Assert.Single(BuildFailure.Of("/x", output).Diagnostics).Id);

    [Fact]
    public void What_the_linker_does_not_take_is_refused_in_its_own_words() => Assert.Contains(
        "-X", Refusals.Expect("HF4314", () => ProgramRebuild.Run(Program().Folder, With("-ldflags", "-X nothing"), [], null)).Why);

    [Fact]
    public void A_module_of_another_version_than_the_running_one_is_a_warning()
    {
        var sources = Sources.Replace("\"fmt\"", "(\n\t\"fmt\"\n\t_ \"example.org/words\"\n)")
            .With("go.mod", "module example.com/subject\n\ngo 1.19\n\nrequire example.org/words v1.2.3\n")
            .With("vendor/modules.txt", "# example.org/words v1.2.3\n## explicit; go 1.19\nexample.org/words\n")
            .With("vendor/example.org/words/words.go", "package words\n");
        var program = GoProgram.Build(GoToolchain.Require("1.24"), sources);
        var settings = RebuildingPrograms.Settings(program);
        Assert.Empty(ProgramRebuild.Run(program.Folder, settings, [], null).Diagnostics);
        var older = settings with { Modules = new Dictionary<string, string> { ["example.org/words"] = "v1.1.0" } };
        var warning = Assert.Single(ProgramRebuild.Run(program.Folder, older, [], null).Diagnostics);
        Assert.Equal(("HF4319", Severity.Warning), (warning.Id, warning.Severity));
    }

    [Fact]
    public void What_a_program_says_of_its_modules_is_no_part_of_a_command_to_type()
    {
        var warning = BuildDiagnostics.ModuleDiffers("example.org/words", "v1.2.3", "v1.1.0; ./evil");
        Assert.Contains("v1.1.0; ./evil", warning.What);
        Assert.DoesNotContain("evil", warning.Remedy);
    }

    [Fact]
    public void A_program_that_does_not_say_how_it_was_built_is_refused() =>
        Refusals.Expect("HF4320", () => BuildSettingsReader.Read(ElfFile.Read(Environment.ProcessPath!)));

    [Fact]
    public void What_lies_between_compiling_and_linking_goes_with_its_folder()
    {
        var scratch = new ScratchFolder();
        File.WriteAllText(scratch.File("x"), "");
        scratch.Dispose();
        Assert.False(Directory.Exists(scratch.Path));
    }

    private static GoProgram Program() => GoProgram.Build(GoToolchain.Require("1.24"), Sources);

    private static BuildSettings With(string key, string value)
    {
        var settings = RebuildingPrograms.Settings(Program());
        return settings with { Settings = new Dictionary<string, string>(settings.Settings) { [key] = value } };
    }

    private static Diagnostic Refuse(string id, GoSources edited) =>
        Refusals.Expect(id, () => ProgramRebuild.Run(GoProgram.Write(edited), RebuildingPrograms.Settings(Program()), [], null));
}
