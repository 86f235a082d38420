using Hotfixing.Binary.Elf;
using Hotfixing.Linux;

namespace Hotfixing.Go.Inspect;

/// <summary>Where the runtime's own variables and functions are in a process, by the names in its symbol table.</summary>
internal sealed class RuntimeSymbols
{
    private readonly Dictionary<string, (ElfSymbol Symbol, int Count)> symbols = new(StringComparer.Ordinal);
    private readonly GoProcess process;

    public RuntimeSymbols(GoProcess process)
    {
        this.process = process;
        foreach (var symbol in process.Image.File.Symbols.Where(s => s.NameBytes.StartsWith("runtime."u8)))
        {
            symbols[symbol.Name] = (symbol, symbols.TryGetValue(symbol.Name, out var other) ? other.Count + 1 : 1);
        }
    }

    /// <summary>Where a variable is, or where a function begins.</summary>
    /// <exception cref="RefusedException">There is none, or more than one.</exception>
    public TargetAddress this[string name] => TryFind(name)?.Start ?? throw Missing(name);

    /// <summary>The first and the last address of a function written in Go or in assembly.</summary>
    /// <exception cref="RefusedException">There is none.</exception>
    public CodeRange Function(string name) => TryFind(name) ?? TryFind(name + ".abi0") ?? throw Missing(name);

    /// <summary>Every function with one of the names, in both calling conventions.</summary>
    public IReadOnlyList<CodeRange> Functions(params string[] names) =>
        [.. names.SelectMany(n => new[] { TryFind(n), TryFind(n + ".abi0") }).OfType<CodeRange>()];

    private CodeRange? TryFind(string name) =>
        symbols.TryGetValue(name, out var found) && found.Count == 1 && process.Image.AddressOf(found.Symbol) is { } address
            ? new CodeRange(process.Bias.Loaded(address), found.Symbol.Size)
            : null;

    private RefusedException Missing(string name) => new([
        symbols.Count == 0
            ? InspectDiagnostics.Stripped(process.Target, "symbols")
            : InspectDiagnostics.NotUnderstood(process.Target, $"it has no symbol {name}, or several")]);
}
