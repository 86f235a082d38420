using Hotfixing.Binary.Elf;

namespace Hotfixing.Binary.BuildInfo;

/// <summary>What the go command wrote into a program about how it was built (debug/buildinfo and runtime/debug.BuildInfo).</summary>
public sealed record GoBuildInfo
{
    /// <summary>The version of Go, such as "go1.24.4", with experiments behind a blank.</summary>
    public required string GoVersion { get; init; }

    /// <summary>The path of the main package; empty when the go command did not build the program.</summary>
    public required string MainPackage { get; init; }

    /// <summary>The module of the main package; null when it belongs to none.</summary>
    public required GoModule? MainModule { get; init; }

    /// <summary>The modules it was built with, in the order they are written.</summary>
    public required IReadOnlyList<GoModule> Dependencies { get; init; }

    /// <summary>Flags, environment and revision it was built with: "-tags", "CGO_ENABLED", "vcs.revision" and the like.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>What identifies the build (the note of cmd/internal/buildid); null when the linker was told to leave it out.</summary>
    public required string? BuildId { get; init; }

    /// <summary>Reads it; null when the program was not built by Go.</summary>
    /// <exception cref="InvalidBinaryException">It is damaged.</exception>
    public static GoBuildInfo? TryRead(ElfFile file)
    {
        if (GoBuildInfoBlob.TryFind(file) is not { } blob)
        {
            return null;
        }

        var modules = new GoBuildInfoText(file.Name, blob.Modules);
        return new GoBuildInfo
        {
            GoVersion = blob.Version,
            MainPackage = modules.MainPackage,
            MainModule = modules.MainModule,
            Dependencies = modules.Dependencies,
            Settings = modules.Settings,
            BuildId = GoBuildIdNote.TryRead(file),
        };
    }
}
