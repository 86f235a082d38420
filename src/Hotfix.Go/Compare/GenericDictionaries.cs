namespace Hotfixing.Go.Compare;

/// <summary>
/// Tells which generic functions are given other dictionaries than before. Instances of one shape share code, and whoever calls it hands it a
/// table of what it needs to know of its type arguments (cmd/compile/internal/noder/reader.go, dictionaries; stencil.go in 1.19). An edit of the
/// function rearranges the table: new code must not be handed one that old code holds, nor old code a new one.
/// </summary>
internal sealed class GenericDictionaries
{
    private const string Infix = "..dict.";
    private const string Shape = "go.shape.";
    private const int PointerSize = 8;

    private readonly ProgramComparison _comparison;
    private readonly HashSet<string> _changed = new(StringComparer.Ordinal);

    public GenericDictionaries(ProgramComparison comparison)
    {
        _comparison = comparison;
        var before = Dictionaries(comparison.Program);
        var after = Dictionaries(comparison.Object).ToLookup(d => d.Name, StringComparer.Ordinal);
        var edited = comparison.Changes.Where(c => c.Kind == FunctionChangeKind.Changed && IsShared(c.Function)).Select(c => Generic(c.Function))
            .ToHashSet(StringComparer.Ordinal);

        // Of one that is gone nothing tells how it would look: it is taken for changed where the code it is handed to is.
        _changed.UnionWith(before.Where(d => after[d.Name].Any() ? after[d.Name].All(a => IsChanged(a, d)) : edited.Contains(Generic(d.Name)))
            .Select(d => Generic(d.Name)));
        while (before.Where(d => !_changed.Contains(Generic(d.Name)) && !after[d.Name].Any() && HoldsChanged(d)).ToList() is { Count: > 0 } more)
        {
            _changed.UnionWith(more.Select(d => Generic(d.Name)));
        }
    }

    /// <summary>The functions both programs have that are handed another dictionary, or have captured it, whether their own code changed or not.</summary>
    public IEnumerable<string> Functions => _comparison.Object.Functions.Keys
        .Where(f => IsHandedAnother(f) && _comparison.Program.Functions.ContainsKey(f));

    /// <summary>Whether a function is handed another dictionary than before.</summary>
    public bool IsHandedAnother(string function) => IsShared(function) && _changed.Contains(Generic(function));

    /// <summary>Whether a function is code that instances of one shape share, or a literal in it.</summary>
    public static bool IsShared(string function) => function.Contains(Shape, StringComparison.Ordinal);

    /// <summary>Whether a symbol is a dictionary.</summary>
    public static bool IsDictionary(string name) => name.Contains(Infix, StringComparison.Ordinal);

    private List<ImageSymbol> Dictionaries(ImageSymbols symbols) =>
        [.. symbols.All.Where(s => IsDictionary(s.Name) && !_comparison.IsStandard(SymbolName.Package(s.Name.Replace(Infix, ".", StringComparison.Ordinal))))];

    private bool IsChanged(ImageSymbol inObject, ImageSymbol inProgram) => inObject.Size != inProgram.Size
        || _comparison.References.Contents(inObject.Start, inObject.Size, inProgram.Start, inObject.Name) is not null;

    private bool HoldsChanged(ImageSymbol dictionary)
    {
        for (ulong place = 0; place + PointerSize <= dictionary.Size; place += PointerSize)
        {
            if (_comparison.Program.Containing(_comparison.Program.Image.ReadAddress(dictionary.Start + place)) is { } held
                && IsDictionary(held.Name) && _changed.Contains(Generic(held.Name)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What was written in the source: main..dict.box[int], main..dict.(*box[int]).get and main.(*box[go.shape.int]).get.func1 belong to main.box.</summary>
    public static string Generic(string name)
    {
        var plain = name.Replace(Infix, ".", StringComparison.Ordinal).Replace("(*", "", StringComparison.Ordinal);
        return plain.IndexOf('[', StringComparison.Ordinal) is >= 0 and var bracket ? plain[..bracket] : plain;
    }
}
