using Hotfixing.Binary;
using Hotfixing.Binary.Elf;
using Hotfixing.Binary.GoSym;

namespace Hotfixing.Go.Link;

/// <summary>The functions and data of a program or of an object that was laid out, by name and by address.</summary>
internal sealed class ImageSymbols
{
    private readonly Dictionary<int, ImageSymbol> _byIndex = [];
    private readonly Dictionary<string, ImageSymbol> _byName = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ambiguous = new(StringComparer.Ordinal);
    private readonly ImageSymbol[] _functions;
    private readonly ImageSymbol[] _sized;

    public ImageSymbols(ProgramImage image)
    {
        foreach (var symbol in image.File.Symbols)
        {
            if (symbol.Kind is not (ElfSymbolKind.Function or ElfSymbolKind.Data) || symbol.SectionIndex is not { } section
                || image.AddressOf(symbol) is not { } address)
            {
                continue;
            }

            var kind = symbol.Kind == ElfSymbolKind.Function ? ImageSymbolKind.Function
                : image.File.Sections[section].IsConstant ? ImageSymbolKind.Constant
                : ImageSymbolKind.Variable;
            var known = new ImageSymbol(Name(symbol), address, symbol.Size, kind);
            _byIndex.Add(symbol.Index, known);
            if (!_byName.TryAdd(known.Name, known))
            {
                _ambiguous.Add(known.Name);
            }
        }

        _sized = [.. _byIndex.Values.Where(s => s.Size > 0).OrderBy(s => s.Start)];
        _functions = [.. _sized.Where(s => s.Kind == ImageSymbolKind.Function)];
    }

    public IEnumerable<ImageSymbol> All => _byIndex.Values;

    /// <summary>Functions in the order of their addresses.</summary>
    public IReadOnlyList<ImageSymbol> Functions => _functions;

    /// <summary>What a name names; null for none. A name that several things have is refused.</summary>
    public ImageSymbol? Find(string name) => _ambiguous.Contains(name)
        ? throw new CannotLinkException(LinkDiagnostics.AmbiguousName(name))
        : _byName.GetValueOrDefault(name);

    /// <summary>What a symbol with an index names; null for what is not defined here.</summary>
    public ImageSymbol? WithIndex(int index) => _byIndex.GetValueOrDefault(index);

    /// <summary>The function whose code holds an address; null when none does.</summary>
    public ImageSymbol? FunctionAt(ImageAddress address) => Holding(_functions, address);

    /// <summary>The function or data with a size that holds an address; null when none does.</summary>
    public ImageSymbol? At(ImageAddress address) => Holding(_sized, address);

    // C functions of different packages differ by the hash alone, and a patch brings none.
    private static string Name(ElfSymbol symbol) =>
        symbol.Name.StartsWith(CgoName.CodeOfC, StringComparison.Ordinal) ? symbol.Name : CgoName.WithoutHash(symbol.Name);

    private static ImageSymbol? Holding(ImageSymbol[] symbols, ImageAddress address)
    {
        var (low, high) = (0, symbols.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = symbols[middle].Start <= address ? (middle + 1, high) : (low, middle);
        }

        return low > 0 && symbols[low - 1].Contains(address) ? symbols[low - 1] : null;
    }
}
