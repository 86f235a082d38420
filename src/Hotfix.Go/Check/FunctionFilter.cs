using System.Text.RegularExpressions;
using Hotfixing.Go.Compare;

namespace Hotfixing.Go.Check;

/// <summary>Limits a patch to the functions its user named.</summary>
internal sealed partial class FunctionFilter(IReadOnlyList<string> names, List<Diagnostic> diagnostics)
{
    /// <summary>Whether the patch is limited at all.</summary>
    public bool IsLimited => names.Count > 0;

    /// <summary>
    /// What is left of the changes: the functions that are meant, each with its literals and wrappers. New code goes on calling the new versions of
    /// those that old code is not led to: it cannot call the old ones, which expect other parameters, captured variables or dictionaries.
    /// </summary>
    public CheckedChanges Resolve(CheckedChanges changes)
    {
        if (!IsLimited)
        {
            return changes;
        }

        var wholes = names.Select(n => Resolve(n, changes.Changed)).OfType<string>().ToList();
        bool IsMeant(string function) => wholes.Exists(w => IsOf(function, w));
        var left = changes.Redirected.Where(f => !IsMeant(f)).ToList();
        if (left.Count > 0 && wholes.Count == names.Count)
        {
            diagnostics.Add(CheckDiagnostics.LeftOut(left));
        }

        return changes with
        {
            Changed = changes.Changed.Except(left).Where(f => IsMeant(f) || !SymbolName.IsInitialiser(f)).ToHashSet(StringComparer.Ordinal),
            Redirected = [.. changes.Redirected.Where(IsMeant)],
        };
    }

    /// <summary>The one function that is meant; refuses a name that means none or more than one.</summary>
    private string? Resolve(string name, IReadOnlySet<string> changed)
    {
        var candidates = changed.Where(c => Matches(c, name)).Order(StringComparer.Ordinal).ToList();
        if (candidates is [var only])
        {
            return only;
        }

        diagnostics.Add(candidates.Count == 0
            ? FunctionDiagnostics.Unknown(name, changed.FirstOrDefault(c => c.Contains(name.Split('.')[^1], StringComparison.OrdinalIgnoreCase)) ?? "")
            : FunctionDiagnostics.Ambiguous(name, candidates));
        return null;
    }

    /// <summary>The name as printed, or without its package, or without its receiver.</summary>
    private static bool Matches(string function, string name) =>
        function == name || function.EndsWith("." + name, StringComparison.Ordinal) || function.EndsWith("/" + name, StringComparison.Ordinal);

    private static bool IsOf(string function, string whole) =>
        function.StartsWith(whole, StringComparison.Ordinal) && (function.Length == whole.Length || Part().IsMatch(function[whole.Length..]));

    // cmd/compile/internal/ir/func.go, closureName; cmd/compile/internal/typecheck, methodValueWrapper; the wrapper of the other convention.
    [GeneratedRegex(@"^(\.(func|gowrap|deferwrap)\d|-range\d|-fm$|\.abi0$)")]
    private static partial Regex Part();
}
