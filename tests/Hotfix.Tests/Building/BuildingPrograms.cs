using System.Diagnostics;

using Hotfixing.GoPrograms;

namespace Hotfixing.Tests.Building;

public class BuildingPrograms
{
    private static readonly GoSources Greeting = GoSources.OfMain("package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println(\"hello\") }\n");

    [Theory]
    [MemberData(nameof(GoToolchain.Versions), MemberType = typeof(GoToolchain))]
    public void A_toolchain_of_the_cache_builds_programs_that_run(string version)
    {
        var toolchain = GoToolchain.Require(version);
        Assert.StartsWith($"go{version}", toolchain.Version);
        var program = GoProgram.Build(toolchain, Greeting);
        Assert.Contains(toolchain.Version, toolchain.Run(program.Folder, toolchain.Variables(), "version", program.Executable));
        using var process = Process.Start(new ProcessStartInfo(program.Executable) { RedirectStandardOutput = true })!;
        Assert.Equal("hello\n", process.StandardOutput.ReadToEnd());
    }

    [Fact]
    public void Other_sources_are_another_program_and_the_same_ones_are_built_once()
    {
        var toolchain = GoToolchain.Require("1.24");
        var first = GoProgram.Build(toolchain, Greeting);
        var built = File.GetLastWriteTimeUtc(first.Executable);
        Assert.Equal(first, GoProgram.Build(toolchain, Greeting));
        Assert.Equal(built, File.GetLastWriteTimeUtc(first.Executable));
        Assert.NotEqual(first.Executable, GoProgram.Build(toolchain, Greeting.Replace("hello", "hi")).Executable);
    }
}
