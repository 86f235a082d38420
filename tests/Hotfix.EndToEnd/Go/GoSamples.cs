using System.Diagnostics;

using Hotfixing.GoPrograms;

namespace Hotfixing.EndToEnd.Go;

/// <summary>samples/go, in every edition, before any of them is patched; and the one that patches itself.</summary>
public sealed class GoSamples
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    public static TheoryData<string, string, string> HelloEditions => new()
    {
        { "", "v0 &{1235}", "" }, { "v1", "v1 &{1235}", " v1" }, { "v2", "v2 &{1235} repaired 1", " v2" },
    };

    [Theory]
    [MemberData(nameof(HelloEditions))]
    public void Hello_says_in_each_edition_what_the_demo_expects(string edition, string function, string method)
    {
        var version = edition.Length == 0 ? "v0" : edition;
        Assert.Equal(
            [
                $"in testPrivateFunc {function}", "main print data.DataType{Str:\"p1\", A:103, B:101}", "main print data.DataType{Str:\"p1\", A:1, B:1}",
                $"in func (d *DataType) test(){method}", $"in main.describe {version} visit 0 to p1", "main print counter 101",
                "--------------------------- done",
            ],
            Run(Build("hello", edition), "").Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("", @"\Av0 [1-9]\d* v1 0 inconsistent 0\z")]
    [InlineData("v1", @"\Av0 0 v1 [1-9]\d* inconsistent 0\z")]
    public async Task Thread_counts_what_its_goroutines_see(string edition, string expected)
    {
        using var process = Start(Build("thread", edition));
        Assert.Equal("hammering", await process.StandardOutput.ReadLineAsync().WaitAsync(Deadline));
        var (since, counts) = (Stopwatch.StartNew(), "");
        do
        {
            process.StandardInput.WriteLine();
            counts = await process.StandardOutput.ReadLineAsync().WaitAsync(Deadline);
        }
        while (counts == "v0 0 v1 0 inconsistent 0" && since.Elapsed < Deadline);

        process.StandardInput.Close();
        Assert.Matches(expected, counts);
        await process.WaitForExitAsync().WaitAsync(Deadline);
    }

    [Fact]
    public void A_program_patches_itself_and_goes_back()
    {
        var original = Build("selfpatch", "");
        var hotfix = Path.Combine(AppContext.BaseDirectory, "Hotfix.Cli");
        Assert.Skip("the Go engine is not complete");
        Assert.Equal(
            ["before: Helo world, greeting number 1", "after: Hello world, greeting number 2", "reverted: Helo world, greeting number 3"],
            Run(original, "", hotfix, Folder("selfpatch", "v1")).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static GoProgram Build(string sample, string edition) => GoProgram.Build(GoToolchain.Require("1.19"), GoSources.InFolder(Folder(sample, edition)));

    private static string Folder(string sample, string edition)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root!.FullName, "Hotfix.slnx")))
        {
            root = root.Parent;
        }

        return Path.Combine(root.FullName, "samples", "go", sample, edition).TrimEnd('/');
    }

    private static string Run(GoProgram program, string input, params string[] arguments)
    {
        using var process = Start(program, arguments);
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!output.Wait(Deadline))
        {
            process.Kill();
        }

        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output.Result;
    }

    private static Process Start(GoProgram program, params string[] arguments) =>
        Process.Start(new ProcessStartInfo(program.Executable, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
}
