using System.Security.Cryptography;

using Hotfixing.Binary.BuildInfo;
using Hotfixing.Binary.Elf;

namespace Hotfixing.Go.Build;

/// <summary>Reads out of a program how it was built.</summary>
internal static class BuildSettingsReader
{
    /// <summary>Reads it.</summary>
    /// <exception cref="RefusedException">The program does not say.</exception>
    /// <exception cref="InvalidBinaryException">What it says is damaged.</exception>
    public static BuildSettings Read(ElfFile program)
    {
        if (GoBuildInfo.TryRead(program) is not { MainPackage.Length: > 0 } info)
        {
            throw new RefusedException([BuildDiagnostics.NoBuildInformation(program.Name)]);
        }

        // It names the package that is tested, and its main package is one the go command has written.
        if (IsTest(program))
        {
            throw new RefusedException([BuildDiagnostics.IsTest(info.MainPackage)]);
        }

        // Experiments stand behind the version, whether the go command recorded them or not.
        var words = info.GoVersion.Split(' ', 2);
        var settings = new Dictionary<string, string>(info.Settings);
        if (words.Length > 1)
        {
            settings.TryAdd("GOEXPERIMENT", words[1]);
        }

        if (!settings.ContainsKey("-ldflags") && UnrecordedFlags.Of(program) is { Length: > 0 } flags)
        {
            settings["-ldflags"] = flags;
        }

        return new BuildSettings
        {
            GoVersion = words[0],
            MainPackage = info.MainPackage,
            MainFiles = info.MainPackage == BuildSettings.FromFiles ? NamedFiles.Of(program) : [],
            MainModule = info.MainModule?.Path ?? "",
            Modules = info.Dependencies.DistinctBy(m => m.Path).ToDictionary(m => m.Path, m => m.Version),
            Settings = settings,
            IsPositionIndependent = program.Type == ElfType.PositionIndependent,
            Identity = Identify(program, info),
        };
    }

    // What go test writes has a list of tests and runs them (cmd/go/internal/load/test.go, testmainTmpl; 1.19 to 1.26).
    private static bool IsTest(ElfFile program) =>
        program.Symbols.Any(s => s.NameBytes.SequenceEqual("main.tests"u8)) && program.Symbols.Any(s => s.NameBytes.SequenceEqual("testing.(*M).Run"u8));

    /// <summary>The build id names a build; a linker that was told to leave it out leaves only the bytes themselves.</summary>
    private static string Identify(ElfFile program, GoBuildInfo info) =>
        info.BuildId is { Length: > 0 } id ? id : $"sha256:{Convert.ToHexStringLower(SHA256.HashData(program.Bytes.Span))}";
}
