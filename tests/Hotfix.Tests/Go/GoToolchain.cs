using System.Diagnostics;

namespace Hotfixing.Tests.Go;

/// <summary>The Go toolchains that scripts/go-toolchains.sh has unpacked; tests of a version that is not there are skipped.</summary>
internal static class GoToolchain
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(10);

    public static readonly string[] Versions = ["1.19", "1.22", "1.23", "1.24", "1.26"];

    public static TheoryData<string> Each => [.. Versions];

    private static string Cache => Environment.GetEnvironmentVariable("HOTFIX_GO_CACHE")
        ?? Path.Combine(
            Environment.GetEnvironmentVariable("XDG_CACHE_HOME") ?? Path.Combine(Environment.GetEnvironmentVariable("HOME")!, ".cache"),
            "hotfix/go");

    /// <summary>The folder of a toolchain.</summary>
    public static string Require(string version)
    {
        var root = Path.Combine(Cache, version);
        Assert.SkipUnless(File.Exists(Path.Combine(root, "bin/go")), $"Go {version} is not there; scripts/go-toolchains.sh fetches it");
        return root;
    }

    /// <summary>What a go command prints.</summary>
    public static string Go(string version, string folder, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var root = Require(version);
        return Run(Path.Combine(root, "bin/go"), folder, arguments, [("GOROOT", root), .. environment]);
    }

    /// <summary>What a program prints.</summary>
    public static string Run(string program, string folder, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Deadline))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} has not ended after {Deadline}");
        }

        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {errors.GetAwaiter().GetResult()}");
        return output.GetAwaiter().GetResult();
    }
}
