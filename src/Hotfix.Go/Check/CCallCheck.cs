using Hotfixing.Go.Compare;

namespace Hotfixing.Go.Check;

/// <summary>
/// Whether C functions are called as before. The Go function cgo makes for each (cmd/cgo/out.go, writeDefsFunc, 1.19 to 1.26) puts the parameters where
/// the C code of the running program expects them, which stays as it is.
/// </summary>
internal static class CCallCheck
{
    private const string OfGo = "._Cfunc_";
    private const string OfGoWithError = "._C2func_";
    private const string Assembly = ".abi0";

    public static IEnumerable<Diagnostic> Of(ProgramPair pair, ProgramComparison comparison)
    {
        var changed = comparison.Changes.Where(c => c.Kind == FunctionChangeKind.Changed).Select(c => c.Function).ToHashSet(StringComparer.Ordinal);
        foreach (var symbol in comparison.Object.Functions.Keys.Where(IsCall).Where(comparison.Program.Functions.ContainsKey).Order(StringComparer.Ordinal))
        {
            var function = symbol.EndsWith(Assembly, StringComparison.Ordinal) ? symbol[..^Assembly.Length] : symbol;
            var (before, after) = (FunctionSignatures.TryGet(pair.ProgramInformation, function), FunctionSignatures.TryGet(pair.ObjectInformation, function));
            if (before != after || changed.Contains(symbol))
            {
                yield return CheckDiagnostics.CalledDifferently(function, before ?? "?", after ?? "?");
            }
        }
    }

    /// <summary>Whether a function calls one of C.</summary>
    public static bool IsCall(string function) =>
        function.Contains(OfGo, StringComparison.Ordinal) || function.Contains(OfGoWithError, StringComparison.Ordinal);
}
