using System.Diagnostics;

namespace Hotfixing.GoPrograms;

/// <summary>One of the Go toolchains that scripts/go-toolchains.sh leaves in its cache folder.</summary>
/// <param name="Root">Its GOROOT.</param>
/// <param name="Version">Its exact version, such as "go1.24.4".</param>
public sealed record GoToolchain(string Root, string Version)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    private static readonly string Cache = Environment.GetEnvironmentVariable("HOTFIX_GO_CACHE") ?? Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") ?? Path.Combine(Environment.GetEnvironmentVariable("HOME")!, ".cache"), "hotfix", "go");

    /// <summary>Every version hotfix is tested with, oldest first.</summary>
    public static TheoryData<string> Versions => ["1.19", "1.22", "1.23", "1.24", "1.26"];

    /// <summary>The go command.</summary>
    public string Command => Path.Combine(Root, "bin", "go");

    /// <summary>The toolchain of a version such as "1.24"; skips the test when it is not there.</summary>
    public static GoToolchain Require(string version)
    {
        var root = Path.Combine(Cache, version);
        Assert.SkipUnless(File.Exists(Path.Combine(root, "bin", "go")), $"Go {version} is not in {root}: scripts/go-toolchains.sh puts it there");
        return new GoToolchain(root, File.ReadLines(Path.Combine(root, "VERSION")).First().Trim());
    }

    /// <summary>
    /// What go is run with, so that it uses this toolchain only, fetches nothing, and shares one build cache among all tests.
    /// </summary>
    public Dictionary<string, string> Variables(bool cgo = false) => new()
    {
        ["GOROOT"] = Root,
        ["GOTOOLCHAIN"] = "local",
        ["GOPROXY"] = "off",
        ["GOFLAGS"] = "",
        ["GOENV"] = "off",
        ["GOWORK"] = "off",
        ["GOCACHE"] = Path.Combine(Cache, "build"),
        ["CGO_ENABLED"] = cgo ? "1" : "0",
    };

    /// <summary>Runs go to its end, which must be a good one, and returns what it printed.</summary>
    public string Run(string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(Command, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(Deadline))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"go {string.Join(' ', arguments)} in {folder} does not end");
        }

        return process.ExitCode == 0 ? output.Result
            : throw new InvalidOperationException($"{Version} {string.Join(' ', arguments)} in {folder} failed:\n{output.Result}{errors.Result}");
    }
}
