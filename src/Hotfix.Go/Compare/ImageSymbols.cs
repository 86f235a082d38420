using Hotfixing.Binary;
using Hotfixing.Binary.Elf;
using Hotfixing.Binary.GoSym;

namespace Hotfixing.Go.Compare;

/// <summary>The symbols of an image, by address and by name.</summary>
internal sealed class ImageSymbols
{
    private readonly PlacedSymbol[] _stretches;
    private readonly ImageAddress[] _starts;
    private readonly ILookup<ImageAddress, PlacedSymbol> _marks;

    public ImageSymbols(ProgramImage image)
    {
        Image = image;
        var all = Place(image);
        _stretches = [.. all.Where(s => s.Size > 0 && s.Place != SymbolPlace.Elsewhere).OrderBy(s => s.Start).ThenBy(s => s.Size)];
        _starts = [.. _stretches.Select(s => s.Start)];
        _marks = all.Where(s => s.Size == 0 || s.Place == SymbolPlace.Elsewhere).ToLookup(s => s.Start);
        var ambiguous = new HashSet<string>(StringComparer.Ordinal);
        Functions = ByName(s => s.Place == SymbolPlace.Code && s.Symbol.Kind == ElfSymbolKind.Function, ambiguous);
        AmbiguousFunctions = ambiguous;
        Variables = ByName(s => s.Place == SymbolPlace.Variable, []);
    }

    /// <summary>The image.</summary>
    public ProgramImage Image { get; }

    /// <summary>The functions with code whose names no other function has.</summary>
    public IReadOnlyDictionary<string, PlacedSymbol> Functions { get; }

    /// <summary>The names that several functions have.</summary>
    public IReadOnlySet<string> AmbiguousFunctions { get; }

    /// <summary>The variables whose names no other variable has.</summary>
    public IReadOnlyDictionary<string, PlacedSymbol> Variables { get; }

    /// <summary>All functions with a name that several have, in the order of addresses.</summary>
    public IReadOnlyList<PlacedSymbol> FunctionsNamed(string name) =>
        [.. _stretches.Where(s => s.Place == SymbolPlace.Code && s.Symbol.Kind == ElfSymbolKind.Function && s.Name == name)];

    /// <summary>The symbol whose stretch holds an address; null when none does.</summary>
    public PlacedSymbol? Containing(ImageAddress address)
    {
        var index = Array.BinarySearch(_starts, address);
        if (index < 0)
        {
            index = ~index - 1;
        }

        while (index >= 0 && index + 1 < _starts.Length && _starts[index + 1] == address)
        {
            index++;
        }

        return index >= 0 && _stretches[index].Contains(address) ? _stretches[index] : null;
    }

    /// <summary>The symbols without a size that mark an address, and those of other files that stand for it.</summary>
    public IEnumerable<PlacedSymbol> MarksAt(ImageAddress address) => _marks[address];

    /// <summary>The first address behind another one where a symbol begins, of any size.</summary>
    public IEnumerable<ImageAddress> Starts => _starts.Concat(_marks.Select(m => m.Key));

    private Dictionary<string, PlacedSymbol> ByName(Func<PlacedSymbol, bool> isWanted, HashSet<string> ambiguous)
    {
        var result = new Dictionary<string, PlacedSymbol>(StringComparer.Ordinal);
        foreach (var symbol in _stretches.Where(isWanted))
        {
            if (!result.TryAdd(symbol.Name, symbol))
            {
                ambiguous.Add(symbol.Name);
            }
        }

        foreach (var name in ambiguous)
        {
            result.Remove(name);
        }

        return result;
    }

    private static List<PlacedSymbol> Place(ProgramImage image)
    {
        var file = image.File;
        var result = new List<PlacedSymbol>(file.Symbols.Count);
        for (var i = 1; i < file.Symbols.Count; i++)
        {
            var symbol = file.Symbols[i];
            if (symbol.Kind is ElfSymbolKind.Function or ElfSymbolKind.Data or ElfSymbolKind.None && image.AddressOf(symbol) is { } address)
            {
                result.Add(new PlacedSymbol(symbol, address, PlaceOf(file, symbol), CgoName.WithoutHash(symbol.Name)));
            }
        }

        return result;
    }

    private static SymbolPlace PlaceOf(ElfFile file, ElfSymbol symbol) => symbol.SectionIndex switch
    {
        null => SymbolPlace.Elsewhere,
        { } index when file.Sections[index].IsCode => SymbolPlace.Code,
        { } index when file.Sections[index].IsConstant => SymbolPlace.Constant,
        _ => SymbolPlace.Variable,
    };
}
