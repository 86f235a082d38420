using System.Text.RegularExpressions;

namespace Hotfixing.Go.Build;

/// <summary>
/// Whether a program can be rebuilt as it was. The settings come out of a file that may be anybody's and become arguments of
/// compilers, so only what is known to be harmless is taken over.
/// </summary>
internal static partial class SettingsCheck
{
    private const int OldestMinorVersion = 19;
    private const int NewestMinorVersion = 26;

    private static readonly string[] Instruments = ["-race", "-msan", "-asan", "-cover"];

    /// <summary>What stands in the way; empty when nothing does.</summary>
    public static IReadOnlyList<Diagnostic> Of(BuildSettings settings) =>
    [
        .. OfVersion(settings.GoVersion) is { } refusal ? (Diagnostic[])[refusal] : [],
        .. Instruments.Where(i => settings[i].Length > 0).Select(BuildDiagnostics.Instrumented),
        .. settings["-buildmode"] is "" or "exe" or "pie" ? (Diagnostic[])[] : [BuildDiagnostics.OtherBuildMode(settings["-buildmode"])],
        .. settings.Settings.Where(s => !IsKnown(s.Key, s.Value)).Select(s => BuildDiagnostics.UnknownSetting($"{s.Key}={s.Value}")),
    ];

    /// <summary>Whether programs of a version of Go are known at all; null when they are.</summary>
    public static Diagnostic? OfVersion(string version) =>
        Version().IsMatch(version) && BuildSettings.MinorOf(version) is >= OldestMinorVersion and <= NewestMinorVersion ? null : BuildDiagnostics.UntestedVersion(version);

    private static bool IsKnown(string key, string value) => key switch
    {
        "-race" or "-msan" or "-asan" or "-cover" or "-buildmode" => true,
        "-compiler" => value == "gc",
        "GOOS" => value == "linux",
        "GOARCH" => value == "amd64",
        "GOAMD64" => value is "v1" or "v2" or "v3" or "v4",
        "CGO_ENABLED" => value is "0" or "1",
        "-trimpath" => value == "true",
        "-tags" or "-ldflags" or "-pgo" or "DefaultGODEBUG" => true,
        "-gcflags" => LinkerFlags.Split(LinkerFlags.WithoutPattern(value)).All(w => CompilerFlag().IsMatch(w)),
        "-asmflags" => LinkerFlags.Split(LinkerFlags.WithoutPattern(value)).All(w => AssemblerFlag().IsMatch(w)),
        "CGO_CFLAGS" or "CGO_CPPFLAGS" or "CGO_CXXFLAGS" or "CGO_LDFLAGS" => LinkerFlags.Split(value).All(w => CFlag().IsMatch(w)),
        _ => key.StartsWith("vcs", StringComparison.Ordinal),
    };

    // A toolchain is looked for in folders with its name: with a slash in it, the program would say which go command is run.
    [GeneratedRegex(@"\Ago1\.[\w.+-]+\z")]
    private static partial Regex Version();

    // The flags of cmd/compile that change code or say something, and write no file; -d=dumpinlfuncprops would.
    [GeneratedRegex(@"\A--?([NBeCSmwvELKt]|mm|l(=\d+)?|[mc]=\d+|d=(?!.*dump)[\w=,]+|dwarf(=\w+)?|dwarflocationlists(=\w+)?|spectre=\w+|lang=[\w.]+|smallframes|trimpath=\S+)\z")]
    private static partial Regex CompilerFlag();

    [GeneratedRegex(@"\A--?(D=\w+(=\w+)?|spectre=\w+|trimpath=\S+|[Sve])\z")]
    private static partial Regex AssemblerFlag();

    // A compiler loads programs of others by -fplugin, -fpass-plugin, -mllvm, -specs, -B and -Wl; cmd/go/internal/work/security.go keeps such lists for sources.
    [GeneratedRegex(@"\A-(g\d?|O\w*|f(?!plugin|pass-plugin|use-ld|lto)[\w=,-]+|m(?!llvm)[\w=,+-]+|[DU]\w+(=\S*)?|[IL][^\s@-]\S*|l[\w+.-]+|W(?![alp],)[\w=-]+|std=[\w+]+|pthread)\z")]
    private static partial Regex CFlag();
}
