using Hotfixing.Binary.X86;

namespace Hotfixing.Go.Compare;

/// <summary>Compares the running program with the object of its edited sources, function by function.</summary>
internal sealed class ProgramComparison
{
    // Its content is a checksum of the program's own code (crypto/internal/fips140/check, go:fipsinfo; 1.24 to 1.26).
    private const string Checksum = "crypto/internal/fips140/check.init.0";

    // The entry that C's start-up code calls, which only programs that C's linker links have (runtime/rt0_linux_amd64.s).
    private const string EntryOfC = "main";

    private readonly Dictionary<string, FunctionCode?> _code = new(StringComparer.Ordinal);
    private readonly List<FunctionChange> _changes = [];
    private readonly List<string> _ambiguous = [];
    private readonly Func<string, bool> _isTouched;

    /// <param name="pair">The running program and the object of its edited sources.</param>
    /// <param name="isStandard">Whether a package, by its path, comes with Go.</param>
    /// <param name="isTouched">Whether a function counts as changed though nothing about it differs; none without it.</param>
    public ProgramComparison(ProgramPair pair, Func<string, bool> isStandard, Func<string, bool>? isTouched = null)
    {
        var (program, theObject) = (pair.Program, pair.Object);
        (Program, Object, IsStandard, _isTouched) = (program, theObject, isStandard, isTouched ?? (_ => false));
        foreach (var (name, code) in theObject.Functions.AsParallel().AsOrdered().Select(f => (f.Key, Decode(f.Value))))
        {
            _code[name] = code;
        }

        var ambiguous = theObject.AmbiguousFunctions.SelectMany(theObject.FunctionsNamed).Select(Decode).ToList();
        var extents = new ConstantExtents(theObject, _code.Values.Concat(ambiguous).OfType<FunctionCode>());
        References = new ReferenceComparison(theObject, program, new TypeComparison(pair.Types), extents);
        Dictionaries = new TypeDictionaries(pair, References);
        var functions = new FunctionComparison(theObject.Image, program.Image, References);
        foreach (var (name, function) in theObject.Functions)
        {
            Compare(functions, name, function);
        }

        CompareAmbiguous(functions);
        FindRemoved();
    }

    /// <summary>The symbols of the running program.</summary>
    public ImageSymbols Program { get; }

    /// <summary>The symbols of the object.</summary>
    public ImageSymbols Object { get; }

    /// <summary>Whether a package, by its path, comes with Go.</summary>
    public Func<string, bool> IsStandard { get; }

    /// <summary>Compares references and data.</summary>
    public ReferenceComparison References { get; }

    /// <summary>What generic functions are given.</summary>
    public TypeDictionaries Dictionaries { get; }

    /// <summary>The functions that are not the same, in the order of their names.</summary>
    public IReadOnlyList<FunctionChange> Changes => [.. _changes.OrderBy(c => c.Function, StringComparer.Ordinal)];

    /// <summary>The names that several functions have, at least one of which changed.</summary>
    public IReadOnlyList<string> AmbiguousChanges => _ambiguous;

    /// <summary>How many functions both have.</summary>
    public int Compared { get; private set; }

    /// <summary>How many functions of packages that come with Go differ, which shows how far the build was not repeated.</summary>
    public int ChangedStandard => _changes.Count(c => c is { IsStandard: true, Kind: FunctionChangeKind.Changed });

    /// <summary>How many functions of packages that come with Go both have.</summary>
    public int ComparedStandard { get; private set; }

    /// <summary>The instructions of a function of the object; null when they cannot be decoded.</summary>
    public FunctionCode? Code(string function) => _code.GetValueOrDefault(function);

    private FunctionCode? Decode(ImageSymbol function) =>
        FunctionCode.TryDecode(Object.Image.Read(function.Start, (int)function.Size), function.Start);

    private void Compare(FunctionComparison functions, string name, ImageSymbol function)
    {
        if (Program.AmbiguousFunctions.Contains(name))
        {
            _ambiguous.Add(name);
            return;
        }

        var isStandard = IsStandard(SymbolName.Package(name));
        if (name is Checksum or EntryOfC)
        {
            return;
        }

        if (!Program.Functions.TryGetValue(name, out var other))
        {
            _changes.Add(new FunctionChange(name, FunctionChangeKind.Added, "", isStandard));
            return;
        }

        Compared++;
        ComparedStandard += isStandard ? 1 : 0;

        // What the functions of Go's own packages expect to be given is the same: one toolchain made both.
        if ((functions.Difference(function, _code[name], other) ?? (isStandard ? null : Dictionaries.Difference(name)) ?? (_isTouched(name) ? "" : null)) is { } difference)
        {
            _changes.Add(new FunctionChange(name, FunctionChangeKind.Changed, difference, isStandard));
        }
    }

    private void CompareAmbiguous(FunctionComparison functions)
    {
        foreach (var name in Object.AmbiguousFunctions)
        {
            var (ours, theirs) = (Object.FunctionsNamed(name), Program.FunctionsNamed(name));
            if (ours.Count != theirs.Count || ours.Zip(theirs).Any(p => functions.Difference(p.First, Decode(p.First), p.Second) is not null))
            {
                _ambiguous.Add(name);
            }
        }
    }

    private void FindRemoved()
    {
        // Functions of C belong to no package that the object has.
        var packages = Object.Functions.Keys.Select(SymbolName.Package).ToHashSet(StringComparer.Ordinal);
        foreach (var name in Program.Functions.Keys.Where(n => !Object.Functions.ContainsKey(n) && !Object.AmbiguousFunctions.Contains(n)))
        {
            var package = SymbolName.Package(name);
            if (package.Length > 0 && packages.Contains(package))
            {
                _changes.Add(new FunctionChange(name, FunctionChangeKind.Removed, "", IsStandard(package)));
            }
        }
    }
}
