using Hotfixing.Binary.Dwarf;
using Hotfixing.Go.Compare;

namespace Hotfixing.Go.Check;

/// <summary>Whether the variables both programs have are the same, and begin the same.</summary>
internal static class VariableCheck
{
    public static IEnumerable<Diagnostic> Of(ProgramPair pair, ProgramComparison comparison)
    {
        foreach (var (name, variable) in pair.Object.Variables.OrderBy(v => v.Key, StringComparer.Ordinal))
        {
            if (!IsDeclared(name, comparison) || !pair.Program.Variables.TryGetValue(name, out var other))
            {
                continue;
            }

            var (before, after) = (TypeOf(pair.ProgramInformation, name), TypeOf(pair.ObjectInformation, name));
            if (variable.Size != other.Size || before != after)
            {
                yield return CheckDiagnostics.VariableTypeChanged(name, Describe(before, other.Size), Describe(after, variable.Size));
            }
            else if (comparison.References.Contents(variable.Start, variable.Size, other.Start, name) is { } difference)
            {
                yield return CheckDiagnostics.InitialValueChanged(name, difference);
            }
        }
    }

    /// <summary>
    /// Names variables that are gone from a package that has got others, or while another package has got one of the same name: one of them
    /// may have been renamed or moved.
    /// </summary>
    public static IEnumerable<Diagnostic> OfNames(ProgramPair pair, ProgramComparison comparison)
    {
        var added = Only(pair.Object, pair.Program).ToList();
        var inPackage = added.ToLookup(SymbolName.Package, StringComparer.Ordinal);

        // A variable that moves to another package is often exported there.
        var named = added.ToLookup(NameInPackage, StringComparer.OrdinalIgnoreCase);
        return Only(pair.Program, pair.Object).GroupBy(SymbolName.Package, StringComparer.Ordinal)
            .Select(g => (Gone: g, New: inPackage[g.Key].Concat(g.SelectMany(n => named[NameInPackage(n)])).Distinct().Order(StringComparer.Ordinal).ToList()))
            .Where(g => g.New.Count > 0)
            .Select(g => CheckDiagnostics.VariablesGone([.. g.Gone], g.New));

        IEnumerable<string> Only(ImageSymbols symbols, ImageSymbols others) =>
            symbols.Variables.Keys.Where(n => IsDeclared(n, comparison) && !others.Variables.ContainsKey(n)).Order(StringComparer.Ordinal);
    }

    private static string NameInPackage(string variable) => variable[(SymbolName.Package(variable).Length + 1)..];

    private static bool IsDeclared(string name, ProgramComparison comparison) => SymbolName.IsDeclared(name)
        && SymbolName.Package(name) is { Length: > 0 } package && !comparison.IsStandard(package);

    private static string? TypeOf(DwarfInformation information, string variable) =>
        information.Variables.GetValueOrDefault(variable)?.Type.Name;

    private static string Describe(string? type, ulong size) => $"{type ?? "of unknown type"} ({size} bytes)";
}
