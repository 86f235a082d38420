using System.Diagnostics;
using System.Text.Json;

using Hotfixing.Cli;
using Hotfixing.GoPrograms;

namespace Hotfixing.Tests.Cli;

public sealed class BuildingPatchFiles : IDisposable
{
    private static readonly GoSources Sources = GoSources.OfMain("package main\n\nfunc main() { println(\"hello\") }\n");

    private readonly string _folder = Directory.CreateTempSubdirectory("hotfix-test-").FullName;
    private readonly Shell _shell = new(new FakeEngine());

    private string Output => Path.Combine(_folder, "fix.hotfix");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Build_writes_a_file_and_says_what_it_is_for()
    {
        var (program, edited) = Program();
        Assert.Equal(ExitCode.Done, _shell.Type("build", edited, "-o", Output, "--like", program.Executable));
        Assert.Matches($@"\Abuilt {Output} for example.com/subject \({program.Toolchain.Version}\): \d+ KB in ", _shell.Out);
        Assert.Empty(_shell.Error);
        Assert.True(new FileInfo(Output).Length > 100_000);
    }

    [Fact]
    public void Build_says_the_same_as_a_document()
    {
        var (program, edited) = Program();
        Assert.Equal(ExitCode.Done, _shell.Type("build", edited, "-o", Output, "--like", program.Executable, "--json"));
        var document = JsonDocument.Parse(_shell.Out).RootElement;
        Assert.Equal("build", document.GetProperty("command").GetString());
        var built = document.GetProperty("built");
        Assert.Equal(Output, built.GetProperty("file").GetString());
        Assert.Equal(new FileInfo(Output).Length, built.GetProperty("bytes").GetInt64());
        Assert.Equal("example.com/subject", built.GetProperty("package").GetString());
        Assert.Equal(program.Toolchain.Version, built.GetProperty("goVersion").GetString());
        Assert.Equal(
            program.Toolchain.Run(_folder, program.Toolchain.Variables(), "tool", "buildid", program.Executable).Trim(),
            built.GetProperty("build").GetString());
    }

    [Fact]
    public void Refused_sources_leave_no_file_and_the_compilers_lines()
    {
        var (program, _) = Program();
        var broken = GoProgram.Write(Sources.Replace("println(", "print1n("));
        Assert.Equal(ExitCode.Refused, _shell.Type("build", broken, "-o", Output, "--like", program.Executable));
        Assert.Contains("\n    ./main.go:3:15: undefined: print1n\n", _shell.Error);
        Assert.False(File.Exists(Output));
    }

    [Fact]
    public void A_program_that_is_none_of_Go_is_refused()
    {
        Assert.Equal(ExitCode.Refused, _shell.Type("build", _folder, "-o", Output, "--like", Environment.ProcessPath!));
        Assert.Contains("HF4320", _shell.Error);
    }

    [Fact]
    public void A_process_is_taken_by_its_id()
    {
        Assert.Equal(ExitCode.Error, _shell.Type("build", _folder, "-o", Output, "--like", $"{int.MaxValue}"));
        Assert.Contains($"there is no process {int.MaxValue}", _shell.Error);
    }

    [Theory]
    [InlineData("", "it is a folder")]
    [InlineData("missing/fix.hotfix", "its folder does not exist")]
    public void A_place_that_cannot_be_written_is_said_before_anything_is_built(string place, string reason)
    {
        Assert.Equal(ExitCode.Error, _shell.Type("build", _folder, "-o", Path.Combine(_folder, place), "--like", "/nowhere"));
        Assert.Contains(reason, _shell.Error);
    }

    [Fact]
    public void A_device_or_pipe_does_not_become_a_file()
    {
        var pipe = Path.Combine(_folder, "pipe");
        using var made = Process.Start("mkfifo", pipe);
        made.WaitForExit();
        var (program, edited) = Program();
        Assert.Equal(ExitCode.Error, _shell.Type("build", edited, "-o", pipe, "--like", program.Executable));
        Assert.Contains("it is no ordinary file", _shell.Error);
        Assert.Equal([pipe], Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_program_that_is_not_there_is_said_to_be_missing()
    {
        Assert.Equal(ExitCode.Error, _shell.Type("build", _folder, "-o", Output, "--like", "/nowhere"));
        Assert.Contains("/nowhere", _shell.Error);
    }

    private static (GoProgram Running, string Edited) Program() =>
        (GoProgram.Build(GoToolchain.Require("1.24"), Sources), GoProgram.Write(Sources.Replace("hello", "hi")));
}
