using System.Text.RegularExpressions;
using Hotfixing.Binary.X86;

namespace Hotfixing.Go.Compare;

/// <summary>
/// Tells which functions literals may be led to their new versions. Go numbers the literals of a function in the order of the source,
/// so an edit may give a literal another's number; and one that captures variables expects them where the function that makes
/// it put them. Closures that exist were made by the old code: they go on running it unless it is sure that name and captures mean
/// the same.
/// </summary>
internal sealed partial class FunctionLiterals
{
    private readonly ProgramComparison _comparison;
    private readonly Dictionary<string, FunctionChangeKind> _changes;
    private readonly ILookup<string, string> _makers;
    private readonly ILookup<string, string> _oldMakers;
    private readonly Dictionary<string, bool> _moved = new(StringComparer.Ordinal);

    public FunctionLiterals(ProgramComparison comparison)
    {
        _comparison = comparison;
        _changes = comparison.Changes.ToDictionary(c => c.Function, c => c.Kind, StringComparer.Ordinal);
        _makers = Makers(comparison.Object, comparison.Object.Functions.Keys, n => comparison.Code(n));
        _oldMakers = Makers(
            comparison.Program,
            _changes.Where(c => c.Value != FunctionChangeKind.Added).Select(c => c.Key),
            n => comparison.Program.Functions.TryGetValue(n, out var f) ? Decode(f) : null);
    }

    /// <summary>Whether a function is a literal inside another one.</summary>
    public static bool IsLiteral(string function) => Literal().IsMatch(function);

    /// <summary>
    /// Whether it is one whose closures a program may keep, and not what the compiler makes of a go or defer statement or of the body of a
    /// loop over a function, which is called where it stands.
    /// </summary>
    public static bool IsKept(string function) => IsLiteral(function) && !Wrapper().IsMatch(function);

    /// <summary>Why closures that exist have to go on with the old version of a changed function; null when they need not.</summary>
    public string? WhyLeftAlone(string function)
    {
        if (_makers[function].Concat(_oldMakers[function]).FirstOrDefault(_changes.ContainsKey) is { } maker)
        {
            return $"{maker}, which makes it and gives it its variables, changed as well";
        }

        if (Parent(function) is not { } parent)
        {
            return null;
        }

        if (!Literals(_comparison.Program, parent).SetEquals(Literals(_comparison.Object, parent)))
        {
            return $"{parent} has other function literals than before, and their numbers shift";
        }

        if (_changes.Keys.Count(n => Parent(n) == parent) < 2)
        {
            return null;
        }

        var package = SymbolName.Package(parent);
        return _changes.ContainsKey(parent) ? $"{parent} and several of its function literals changed, and which is which cannot be told"
            : IsOfVariables(parent) && HasOtherVariables(package) ? $"{package} has other variables, or they begin otherwise, and which literal is which cannot be told"
            : null;
    }

    private static ILookup<string, string> Makers(ImageSymbols symbols, IEnumerable<string> functions, Func<string, FunctionCode?> code) =>
        functions.SelectMany(n => (code(n)?.References ?? []).Where(r => r.Kind == CodeReferenceKind.AddressOf).Select(r => (Maker: n, r.Target)))
            .Select(r => (r.Maker, Made: symbols.Containing(r.Target)))
            .Where(r => r.Made is { IsCode: true })
            .ToLookup(r => r.Made!.Name, r => r.Maker, StringComparer.Ordinal);

    // Literals that variables begin with are numbered through the package, and nothing but the variables tells which is which: glob..func1
    // before 1.21, init.func1 since.
    private static bool IsOfVariables(string parent) =>
        parent.EndsWith(".glob.", StringComparison.Ordinal) || parent.EndsWith(".init", StringComparison.Ordinal);

    private bool HasOtherVariables(string package)
    {
        if (!_moved.TryGetValue(package, out var moved))
        {
            _moved[package] = moved = CompareVariables(package);
        }

        return moved;
    }

    private bool CompareVariables(string package)
    {
        var (before, after) = (Variables(_comparison.Program, package), Variables(_comparison.Object, package).ToDictionary(v => v.Name, StringComparer.Ordinal));
        return _changes.Any(c => c.Value != FunctionChangeKind.Added && SymbolName.Package(c.Key) == package && SymbolName.IsInitialiser(c.Key))
            || before.Any(v => !after.TryGetValue(v.Name, out var other)
            || other.Size != v.Size || _comparison.References.Contents(other.Start, other.Size, v.Start, v.Name) is not null);
    }

    private static IEnumerable<ImageSymbol> Variables(ImageSymbols symbols, string package) =>
        symbols.Variables.Values.Where(v => SymbolName.IsDeclared(v.Name) && SymbolName.Package(v.Name) == package);

    private static HashSet<string> Literals(ImageSymbols symbols, string parent) =>
        symbols.Functions.Keys.Where(n => n.StartsWith(parent, StringComparison.Ordinal) && Parent(n) == parent).ToHashSet(StringComparer.Ordinal);

    // cmd/compile/internal/ir/func.go, closureName: f.func1, f.func1.2, f.gowrap1, f.deferwrap1, f-range1; glob..func1 for variables.
    private static string? Parent(string function) => Literal().Match(function) is { Success: true } match ? match.Groups[1].Value : null;

    private FunctionCode? Decode(ImageSymbol function) => _comparison.Program.Image.Contains(function.Start, function.Size)
        ? FunctionCode.TryDecode(_comparison.Program.Image.Read(function.Start, (int)function.Size), function.Start)
        : null;

    [GeneratedRegex(@"(\.(gowrap|deferwrap)|-range)\d+$")]
    private static partial Regex Wrapper();

    [GeneratedRegex(@"^(.+?)(\.(func|gowrap|deferwrap)|-range)\d+(?=[.-]|$)")]
    private static partial Regex Literal();
}
