namespace Hotfixing.Go.Build;

/// <summary>What a patch file says of itself.</summary>
internal sealed record PatchFileManifest
{
    /// <summary>What it was built like.</summary>
    public required BuildSettings Settings { get; init; }

    /// <summary>The packages of it that come with Go, by their import paths.</summary>
    public required IReadOnlyList<string> StandardPackages { get; init; }

    /// <summary>What is to be known of it, found when it was built.</summary>
    public required IReadOnlyList<Diagnostic> Diagnostics { get; init; }

    /// <summary>The folder of the sources, where it was built.</summary>
    public required string Folder { get; init; }

    /// <summary>When it was built.</summary>
    public required DateTimeOffset BuiltAt { get; init; }
}
