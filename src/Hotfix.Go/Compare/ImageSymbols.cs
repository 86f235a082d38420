using Hotfixing.Binary;
using Hotfixing.Binary.Elf;
using Hotfixing.Binary.GoSym;

namespace Hotfixing.Go.Compare;

/// <summary>The symbols of a program or of an object that was laid out, by address and by name.</summary>
internal sealed class ImageSymbols
{
    private readonly Dictionary<int, ImageSymbol> _byIndex = [];
    private readonly Dictionary<string, ImageSymbol> _byName = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ambiguous = new(StringComparer.Ordinal);
    private readonly ImageSymbol[] _stretches;
    private readonly ImageSymbol[] _defined;
    private readonly ImageSymbol[] _functions;
    private readonly ILookup<ImageAddress, ImageSymbol> _marks;

    public ImageSymbols(ProgramImage image)
    {
        Image = image;
        var all = new List<ImageSymbol>(image.File.Symbols.Count);
        foreach (var symbol in image.File.Symbols.Where(s => s.Index > 0))
        {
            if (symbol.Kind is ElfSymbolKind.Function or ElfSymbolKind.Data or ElfSymbolKind.None && image.AddressOf(symbol) is { } address)
            {
                all.Add(new ImageSymbol(NameOf(symbol), address, symbol.Size, KindOf(image.File, symbol)));
                Define(symbol, all[^1]);
            }
        }

        _stretches = InOrder(all.Where(s => s.Kind != ImageSymbolKind.Elsewhere));
        _defined = InOrder(_byIndex.Values);
        _functions = [.. _defined.Where(s => s.Kind == ImageSymbolKind.Function)];
        _marks = all.Where(s => s.Size == 0 || s.Kind == ImageSymbolKind.Elsewhere).ToLookup(s => s.Start);
        var ambiguous = new HashSet<string>(StringComparer.Ordinal);
        Functions = ByName(_functions, ambiguous);
        AmbiguousFunctions = ambiguous;
        Variables = ByName(_stretches.Where(s => s.Kind == ImageSymbolKind.Variable), []);
    }

    /// <summary>The image.</summary>
    public ProgramImage Image { get; }

    /// <summary>All functions and data of its own.</summary>
    public IEnumerable<ImageSymbol> All => _byIndex.Values;

    /// <summary>The functions with code, in the order of their addresses.</summary>
    public IReadOnlyList<ImageSymbol> AllFunctions => _functions;

    /// <summary>The functions with code whose names no other function has.</summary>
    public IReadOnlyDictionary<string, ImageSymbol> Functions { get; }

    /// <summary>The names that several functions have.</summary>
    public IReadOnlySet<string> AmbiguousFunctions { get; }

    /// <summary>The variables whose names no other variable has.</summary>
    public IReadOnlyDictionary<string, ImageSymbol> Variables { get; }

    /// <summary>The addresses where symbols begin, of any size.</summary>
    public IEnumerable<ImageAddress> Starts => _stretches.Select(s => s.Start).Concat(_marks.Select(m => m.Key));

    /// <summary>All functions with a name that several have, in the order of addresses.</summary>
    public IReadOnlyList<ImageSymbol> FunctionsNamed(string name) => [.. _functions.Where(s => s.Name == name)];

    /// <summary>What a name names; null for none, and where several things have it.</summary>
    public ImageSymbol? Named(string name) => IsAmbiguous(name) ? null : _byName.GetValueOrDefault(name);

    /// <summary>Whether several things have a name.</summary>
    public bool IsAmbiguous(string name) => _ambiguous.Contains(name);

    /// <summary>The function or data with an index in the table of symbols; null for what is not defined here.</summary>
    public ImageSymbol? WithIndex(int index) => _byIndex.GetValueOrDefault(index);

    /// <summary>The function whose code holds an address; null when none does.</summary>
    public ImageSymbol? FunctionAt(ImageAddress address) => Holding(_functions, address);

    /// <summary>The function or data that holds an address; null when none does.</summary>
    public ImageSymbol? At(ImageAddress address) => Holding(_defined, address);

    /// <summary>The symbol of any kind whose stretch holds an address; null when none does.</summary>
    public ImageSymbol? Containing(ImageAddress address) => Holding(_stretches, address);

    /// <summary>The symbols without a size that mark an address, and those of other files that stand for it.</summary>
    public IEnumerable<ImageSymbol> MarksAt(ImageAddress address) => _marks[address];

    private void Define(ElfSymbol symbol, ImageSymbol known)
    {
        if (symbol.Kind == ElfSymbolKind.None || known.Kind == ImageSymbolKind.Elsewhere)
        {
            return;
        }

        _byIndex.Add(symbol.Index, known);
        if (!_byName.TryAdd(known.Name, known))
        {
            _ambiguous.Add(known.Name);
        }
    }

    // C functions of different packages differ by the hash alone, and a patch brings none.
    private static string NameOf(ElfSymbol symbol) =>
        symbol.Name.StartsWith(CgoName.CodeOfC, StringComparison.Ordinal) ? symbol.Name : CgoName.WithoutHash(symbol.Name);

    private static ImageSymbolKind KindOf(ElfFile file, ElfSymbol symbol) => symbol.SectionIndex switch
    {
        null => ImageSymbolKind.Elsewhere,
        { } index when file.Sections[index].IsCode => symbol.Kind == ElfSymbolKind.Function ? ImageSymbolKind.Function : ImageSymbolKind.Code,
        { } index when file.Sections[index].IsConstant => ImageSymbolKind.Constant,
        _ => ImageSymbolKind.Variable,
    };

    private static ImageSymbol[] InOrder(IEnumerable<ImageSymbol> symbols) => [.. symbols.Where(s => s.Size > 0).OrderBy(s => s.Start).ThenBy(s => s.Size)];

    private static Dictionary<string, ImageSymbol> ByName(IEnumerable<ImageSymbol> symbols, HashSet<string> ambiguous)
    {
        var result = new Dictionary<string, ImageSymbol>(StringComparer.Ordinal);
        foreach (var symbol in symbols.Where(s => !result.TryAdd(s.Name, s)))
        {
            ambiguous.Add(symbol.Name);
        }

        foreach (var name in ambiguous)
        {
            result.Remove(name);
        }

        return result;
    }

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
