using System.Diagnostics;

using Hotfixing.GoPrograms;

namespace Hotfixing.EndToEnd.GoBadInput;

/// <summary>The folder that is given as a patch holds none, or not one for this program.</summary>
public sealed class WrongSources : IDisposable
{
    private readonly GoBakery bakery = GoBakery.Start();
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("hotfix-test-");

    public void Dispose()
    {
        bakery.IsUntouched();
        bakery.Dispose();
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("plan")]
    [InlineData("apply")]
    public void A_path_that_does_not_exist(string command) =>
        Run(command, Path.Combine(folder.FullName, "missing")).Fails("missing: no such file or folder");

    [Fact]
    public void An_empty_folder() => Refuse("HF4305", folder.FullName, "there are no Go files in it");

    [Fact]
    public void A_folder_of_texts()
    {
        File.WriteAllText(Path.Combine(folder.FullName, "main.c"), "int main(void) { return 0; }");
        Refuse("HF4305", folder.FullName, "there are no Go files in it");
    }

    [Fact]
    public void A_library() => Refuse("HF4305", Edited("package main", "package bakery"), "its package is called bakery");

    [Fact]
    public void An_assembly_of_NET() => Refuse("HF4305", HotfixCommand.Assembly, "it is a file, and not one that hotfix build made");

    [Fact]
    public void The_program_instead_of_its_sources() => Refuse("HF4305", GoBakery.Original.Executable, "give the folder with the program's func main");

    [Fact]
    public void A_pipe_that_nobody_writes_to()
    {
        var pipe = Path.Combine(folder.FullName, "pipe");
        using var made = Process.Start("mkfifo", pipe);
        made.WaitForExit();
        Refuse("HF4305", pipe, "it is a file, and not one that hotfix build made");
    }

    [Fact]
    public void The_sources_of_another_program() => Refuse(
        "HF4306", Edited("example.com/subject", "example.com/other"), "holds the sources of example.com/other; what runs is example.com/subject");

    [Fact]
    public void Sources_that_do_not_compile() => Refuse("HF4303", Edited("return opened", "return opned"), "\n    ./main.go:31:9: undefined: opned\n");

    [Fact]
    public void Sources_that_cannot_even_be_read() => Refuse("HF4303", Edited("\"bufio\"", "\"bufio"), "main.go:4:2: string literal not terminated");

    [Fact]
    public void Sources_for_a_newer_toolchain() => Refuse("HF4303", Edited("go 1.19", "go 1.99"), "requires go >= 1.99 (running go");

    [Fact]
    public void A_folder_of_no_module()
    {
        File.Copy(Path.Combine(GoBakery.Original.Folder, "main.go"), Path.Combine(folder.FullName, "main.go"));
        Refuse("HF4305", folder.FullName, "go.mod file not found");
    }

    [Fact]
    public void Sources_whose_modules_are_not_here() => Refuse(
        "HF4304", Edited("\"bufio\"", "\"bufio\"\n\t_ \"example.org/words\""), "no required module provides package example.org/words", "go mod download");

    [Theory]
    [InlineData("plan")]
    [InlineData("apply")]
    public void The_sources_that_run(string command) => Run(command, GoBakery.Original.Folder).HasNothingToDo();

    [Theory]
    [InlineData("opened = 1", "opened = 2", "HF4005")]
    [InlineData("func main()", "func init() {\n\topened = 2\n}\n\nfunc main()", "restart the program")]
    public void A_change_that_only_a_start_would_bring(string from, string to, string said) => Refuse("HF4021", Edited(from, to), said);

    [Theory]
    [InlineData("HF3017", "IsOpen", "Cost")]
    [InlineData("HF3018", "Price")]
    public void A_function_that_is_unknown_or_ambiguous(string id, params string[] names) =>
        Run("apply", GoBakery.Edited, [.. names.SelectMany(n => (string[])["--function", n])]).HasRefusedPlan(id);

    [Fact]
    public void Functions_that_are_left_out_are_named_before_anything_is_done()
    {
        Assert.Matches("HF4022 warning: main.bread.Price, main.cake.Price changed too", Run("plan", GoBakery.Edited, "--function", "IsOpen").Succeeds());
        var result = Run("apply", GoBakery.Edited, "--function", "IsOpen");
        result.IsRefused("HF1005");
        Assert.Contains("HF4022", result.Error);
    }

    [Fact]
    public void Refusals_are_in_the_document()
    {
        var result = Run("apply", Edited("return opened", "return opned"), "--json");
        Assert.Equal(2, result.ExitCode);
        var refusal = result.Document().GetProperty("plan").GetProperty("diagnostics").EnumerateArray().Single();
        Assert.Equal("HF4303", refusal.GetProperty("id").GetString());
        Assert.Contains("./main.go:31:9: undefined: opned", refusal.GetProperty("why").GetString());
    }

    private static string Edited(string from, string to) => GoProgram.Write(GoBakery.Sources.Replace(from, to));

    private CommandResult Run(string command, string patch, params string[] options) => HotfixCommand.Run([command, bakery.ProcessId, patch, .. options]);

    private void Refuse(string id, string patch, params string[] said)
    {
        var result = Run("apply", patch);
        result.HasRefusedPlan(id);
        Assert.All(said, s => Assert.Contains(s, result.Out));
    }
}
