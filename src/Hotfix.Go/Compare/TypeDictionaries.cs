using System.Text;
using Hotfixing.Binary;
using Hotfixing.Binary.GoSym;

namespace Hotfixing.Go.Compare;

/// <summary>
/// The dictionaries in which callers tell a generic function what it is called for. One compiled function serves all types of one shape,
/// and finds the types, methods and further dictionaries it needs at fixed places in what it is given; what stands where follows from
/// its body (cmd/compile/internal/noder/reader.go, objDictName; cmd/compile/internal/typecheck/subr.go, MakeDictSym, in 1.19). So new code
/// must not be given a dictionary of the old code, nor old code a new one, unless they are the same.
/// </summary>
internal sealed class TypeDictionaries
{
    /// <summary>What each line begins with.</summary>
    public const char Separator = '\n';

    private const string Mark = "..dict.";
    private const string Shape = "go.shape.";
    private const ulong PointerSize = 8;

    private readonly ReferenceComparison _references;
    private readonly ImageSymbols _object;
    private readonly ImageSymbols _program;
    private readonly GoTypes _types;
    private readonly ObjectRelocations _relocations;
    private readonly ILookup<string, ImageSymbol> _ofObject;
    private readonly ILookup<string, ImageSymbol> _ofProgram;

    public TypeDictionaries(ProgramPair pair, ReferenceComparison references)
    {
        (_references, _object, _program, _types) = (references, pair.Object, pair.Program, pair.Types.ObjectTypes);
        _relocations = new ObjectRelocations(pair.Object.Image);
        (_ofObject, _ofProgram) = (Dictionaries(pair.Object), Dictionaries(pair.Program));
    }

    /// <summary>What differs between the dictionaries a function is given in the program and in the object; null when nothing does.</summary>
    public string? Difference(string function)
    {
        if (!IsGiven(function))
        {
            return null;
        }

        var after = Of(_ofObject, function).ToDictionary(d => d.Name, StringComparer.Ordinal);
        var before = Of(_ofProgram, function).ToList();
        var both = before.Where(d => after.ContainsKey(d.Name)).ToList();
        if (both.Count < before.Count && !both.Exists(TellsPlaces))
        {
            return "it is not called for all the types it was called for, and nothing shows that it finds them in the same places";
        }

        return both.Select(d => Difference(after[d.Name], d)).FirstOrDefault(d => d is not null);
    }

    /// <summary>
    /// Spells what a function of the object is given, a line for each dictionary, down to the last one in it; empty when it is given none,
    /// null when one is not understood.
    /// </summary>
    public string? OfFunction(string function)
    {
        var lines = IsGiven(function) ? Of(_ofObject, function).OrderBy(d => d.Name, StringComparer.Ordinal).Select(Spell).ToList() : [];
        return lines.Contains(null) ? null : string.Concat(lines);
    }

    private static bool IsGiven(string function) => function.Contains(Shape, StringComparison.Ordinal);

    private string? Spell(ImageSymbol given)
    {
        var open = new Queue<ImageSymbol>([given]);
        var seen = new HashSet<string>([given.Name], StringComparer.Ordinal);
        var lines = new SortedSet<string>(StringComparer.Ordinal);
        while (open.TryDequeue(out var dictionary))
        {
            for (var place = 0UL; place < dictionary.Size; place += PointerSize)
            {
                if (Meaning(dictionary.Start + place) is not { } meaning)
                {
                    return null;
                }

                lines.Add($"{dictionary.Name}+{place} = {meaning.Text}");
                if (meaning.Dictionary is { } further && seen.Add(further.Name))
                {
                    open.Enqueue(further);
                }
            }
        }

        return $"{Separator}{given.Name} = {ShapeHash.Of(lines)}";
    }

    private string? Difference(ImageSymbol ofObject, ImageSymbol ofProgram) => ofObject.Size == ofProgram.Size
        ? _references.Contents(ofObject.Start, ofObject.Size, ofProgram.Start, ofObject.Name)
        : $"{ofObject.Name} has {ofObject.Size} bytes instead of {ofProgram.Size}";

    // Where no two places hold the same, one that is the same as before shows that all of them are laid out as before.
    private bool TellsPlaces(ImageSymbol ofProgram)
    {
        var places = Enumerable.Range(0, (int)(ofProgram.Size / PointerSize)).Select(i => _program.Image.ReadAddress(ofProgram.Start + ((ulong)i * PointerSize))).ToList();
        return places.Distinct().Count() == places.Count;
    }

    private (string Text, ImageSymbol? Dictionary)? Meaning(ImageAddress place)
    {
        if (_relocations.At(place) is null)
        {
            return ($"{_object.Image.ReadUInt64(place):x}", null);
        }

        var target = _object.Image.ReadAddress(place);
        if (_types.Containing(target) is { } type)
        {
            return ($"type {type.Key}", null);
        }

        // A function value without a symbol is a pointer to the function.
        var symbol = _object.Containing(target) ?? (_relocations.At(target) is null ? null : _object.FunctionAt(_object.Image.ReadAddress(target)));
        return symbol is null ? null : (symbol.Name, IsDictionary(symbol) ? symbol : null);
    }

    // A dictionary is one function's, until 1.19 also one method's; or, since then, that of all methods of a type. Literals get that of
    // the function they stand in.
    private static IEnumerable<ImageSymbol> Of(ILookup<string, ImageSymbol> dictionaries, string function)
    {
        var name = Generic(function);
        for (var end = name.Length; end > 0; end = name.LastIndexOfAny(['.', '-', '/'], end - 1))
        {
            foreach (var dictionary in dictionaries[name[..end]])
            {
                yield return dictionary;
            }
        }
    }

    private static ILookup<string, ImageSymbol> Dictionaries(ImageSymbols symbols) =>
        symbols.All.Where(IsDictionary).DistinctBy(s => s.Name).ToLookup(s => Generic(s.Name.Replace(Mark, ".", StringComparison.Ordinal)), StringComparer.Ordinal);

    private static bool IsDictionary(ImageSymbol symbol) => symbol.Size > 0 && symbol.Name.Contains(Mark, StringComparison.Ordinal);

    /// <summary>A name without the types that a function was made for, and without what marks a pointer's method.</summary>
    private static string Generic(string name)
    {
        var result = new StringBuilder();
        var depth = 0;
        foreach (var c in name)
        {
            depth += c == '[' ? 1 : 0;
            if (depth == 0 && c is not ('(' or '*' or ')'))
            {
                result.Append(c);
            }

            depth -= c == ']' ? 1 : 0;
        }

        return result.ToString();
    }
}
