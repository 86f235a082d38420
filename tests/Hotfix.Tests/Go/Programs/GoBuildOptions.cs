namespace Hotfixing.GoPrograms;

/// <summary>How a Go program is built: by default statically, as an ordinary executable.</summary>
public sealed record GoBuildOptions
{
    /// <summary>The folder of the main package within the module.</summary>
    public string Package { get; init; } = "";

    /// <summary>Whether C code may be part of it.</summary>
    public bool Cgo { get; init; }

    /// <summary>More arguments of go build.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The files to build instead of the package.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>More variables for go build.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>All of it on one line.</summary>
    public override string ToString() =>
        $"{Package} {Cgo} {string.Join(' ', Arguments)} {string.Join(' ', Files)} {string.Join(' ', Environment.Select(e => $"{e.Key}={e.Value}"))}";
}
