using System.Text;

using Hotfixing.Binary.Elf;

namespace Hotfixing.Go.Build;

/// <summary>
/// The linker's flags that the go command does not record: those of a program built with -trimpath (cmd/go/internal/load/pkg.go, setBuildInfo),
/// and the one it adds itself for its own tools (cmd/go/internal/work/gc.go, ld). The values of string variables are found where the linker put them.
/// </summary>
internal static class UnrecordedFlags
{
    // What -X gives variable V stands in a symbol V.str, with a zero byte behind it (cmd/link/internal/ld/data.go, addstrdata; 1.19 to 1.26).
    private const string Suffix = ".str";
    private const int StringHeader = 16;

    // The linker gives the runtime its version in the same way.
    private const string Runtime = "runtime.";

    /// <summary>The flags, as they would have been recorded; empty when there are none.</summary>
    /// <exception cref="InvalidBinaryException">The program is damaged.</exception>
    public static string Of(ElfFile program)
    {
        var values = program.Symbols
            .Where(s => s.Kind == ElfSymbolKind.Data && s.Size > 0 && s.NameBytes.EndsWith(".str"u8))
            .Select(s => (Variable: s.Name[..^Suffix.Length], Value: Value(program, s)))
            .Where(v => v.Value is not null && !v.Variable.StartsWith(Runtime, StringComparison.Ordinal))
            .ToList();
        if (values.Count == 0)
        {
            return "";
        }

        var variables = program.Symbols.Where(s => s.Kind == ElfSymbolKind.Data && s.Size == StringHeader).Select(s => s.Name).ToHashSet(StringComparer.Ordinal);
        var flags = values
            .Where(v => variables.Contains(v.Variable))
            .OrderBy(v => v.Variable, StringComparer.Ordinal)
            .Select(v => Quote($"{v.Variable}={v.Value}"))
            .OfType<string>();
        return string.Join(' ', flags.Select(f => $"-X {f}"));
    }

    private static string? Value(ElfFile program, ElfSymbol symbol)
    {
        if (symbol.SectionIndex is not { } index || program.Sections[index] is not { IsConstant: true, Type: not ElfSectionType.ZeroBytes } section
            || symbol.Size > section.Size || symbol.Value - section.Address.Value > section.Size - symbol.Size)
        {
            return null;
        }

        var bytes = program.Data(section).Span.Slice((int)(symbol.Value - section.Address.Value), (int)symbol.Size);
        return bytes[^1] == 0 ? Encoding.UTF8.GetString(bytes[..^1]) : null;
    }

    // Of what has both kinds of quotes no flag can be made (cmd/internal/quoted, Join).
    private static string? Quote(string word) =>
        !word.Contains('\'', StringComparison.Ordinal) ? $"'{word}'" : !word.Contains('"', StringComparison.Ordinal) ? $"\"{word}\"" : null;
}
