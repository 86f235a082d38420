namespace Hotfixing.Go.Build;

/// <summary>How a program was built, as it says itself (debug/buildinfo, written by cmd/go/internal/load/pkg.go, setBuildInfo).</summary>
internal sealed record BuildSettings
{
    /// <summary>What stands for the import path of a program that was built from named files.</summary>
    public const string FromFiles = "command-line-arguments";

    /// <summary>The exact version of the toolchain, such as "go1.24.4".</summary>
    public required string GoVersion { get; init; }

    /// <summary>The import path of the main package.</summary>
    public required string MainPackage { get; init; }

    /// <summary>Of a program that was built from named files, those that are known; the ones that have no code of their own are not.</summary>
    public IReadOnlyList<string> MainFiles { get; init; } = [];

    /// <summary>The path of the main module; empty when there was none.</summary>
    public required string MainModule { get; init; }

    /// <summary>The modules it was built with, by path, each with its version; one that is replaced has the version that was replaced.</summary>
    public required IReadOnlyDictionary<string, string> Modules { get; init; }

    /// <summary>The recorded settings, by their keys: flags such as "-tags", variables such as "CGO_ENABLED".</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>Whether it can be loaded anywhere, which Go 1.19 does not record.</summary>
    public required bool IsPositionIndependent { get; init; }

    /// <summary>What tells this build from every other one: Go's build id, or a hash of the whole file.</summary>
    public required string Identity { get; init; }

    /// <summary>The build mode it takes to get code like it.</summary>
    public string BuildMode => IsPositionIndependent ? "pie" : "exe";

    /// <summary>A setting; empty when it is not recorded.</summary>
    public string this[string key] => Settings.GetValueOrDefault(key, "");

    /// <summary>The minor version, such as 24 of "go1.24.4"; null when it cannot be told.</summary>
    public int? MinorVersion => MinorOf(GoVersion);

    /// <summary>The minor version of a version of Go; null when it cannot be told.</summary>
    public static int? MinorOf(string version) =>
        version.Split('.') is ["go1", var minor, ..] && int.TryParse(new string([.. minor.TakeWhile(char.IsAsciiDigit)]), out var number) ? number : null;
}
