namespace Hotfixing.Go.Build;

/// <summary>One package of the edited program, compiled.</summary>
/// <param name="ImportPath">Its import path.</param>
/// <param name="IsMain">Whether it is the main package.</param>
/// <param name="Archive">The file it was compiled into; empty for a package without code of its own.</param>
/// <param name="IsStandard">Whether it belongs to Go's standard library.</param>
/// <param name="HasC">Whether it holds C code.</param>
/// <param name="Module">The path of its module; empty for the main module's and Go's own.</param>
/// <param name="Version">The version of its module.</param>
internal sealed record CompiledPackage(string ImportPath, bool IsMain, string Archive, bool IsStandard, bool HasC, string Module, string Version)
{
    /// <summary>What go list is to print of a package.</summary>
    public const string Format = "{{.ImportPath}}\t{{.Name}}\t{{.Export}}\t{{.Standard}}\t{{.DepOnly}}\t{{len .CgoFiles}}\t{{with .Module}}{{if not .Main}}{{.Path}}\t{{.Version}}{{end}}{{end}}";

    private const int Fields = 7;

    // The go command says so of its own sources, too (cmd/go/internal/load/pkg.go); who patches a tool of Go's has edited those.
    private const string Tools = "cmd/";

    /// <summary>Reads the lines go list printed.</summary>
    /// <exception cref="FormatException">They are none of this format.</exception>
    public static IReadOnlyList<CompiledPackage> Parse(string output) => [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(ParseLine)];

    private static bool IsStandardPackage(string path, string standard) =>
        standard == "true" && !path.StartsWith(Tools, StringComparison.Ordinal);

    private static CompiledPackage ParseLine(string line)
    {
        var fields = line.Split('\t');
        return fields.Length < Fields
            ? throw new FormatException($"go list printed \"{line}\"")
            : new CompiledPackage(fields[0], fields[4] == "false", fields[2], IsStandardPackage(fields[0], fields[3]), fields[5] != "0", fields[6], fields.ElementAtOrDefault(Fields) ?? "");
    }
}
