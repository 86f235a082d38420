using System.Diagnostics;

namespace Hotfixing.EndToEnd.DotNet;

/// <summary>samples/dotnet/selfpatch: a program that patches itself through the library.</summary>
public sealed class SelfPatchTests
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromMinutes(3);

    [Fact]
    public void A_program_patches_itself_and_goes_back()
    {
        var original = Build("");
        var edited = Build("v1");
        var printed = Run("dotnet", original, Path.GetDirectoryName(edited)!);
        Assert.Equal(
            [
                "before: Helo world, greeting number 1", "replaced: SelfPatch.Greeter.Opening()",
                "after: Hello world, greeting number 2", "applied: 1",
                "reverted: Helo world, greeting number 3", "applied: 0",
            ],
            printed.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static string Build(string edition)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Hotfix.slnx")))
        {
            folder = folder.Parent;
        }

        var output = Path.Combine(AppContext.BaseDirectory, "subjects", "selfpatch", "e" + edition);
        var project = Path.Combine(folder.FullName, "samples", "dotnet", "selfpatch");
        Run("dotnet", "build", project, "-c", "Release", "-o", output, "-v", "q", "--nologo", $"-p:Edition={edition}", "-nodeReuse:false");
        return Path.Combine(output, "selfpatch.dll");
    }

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(s_deadline))
        {
            process.Kill(entireProcessTree: true);
        }

        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output.Result);
        return output.Result;
    }
}
