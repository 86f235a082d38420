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
            if (!SymbolName.IsStable(name) || name.EndsWith("..inittask", StringComparison.Ordinal) || comparison.IsStandard(SymbolName.Package(name))
                || SymbolName.Package(name).Length == 0 || !pair.Program.Variables.TryGetValue(name, out var other))
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

    private static string? TypeOf(DwarfInformation information, string variable) =>
        information.Variables.GetValueOrDefault(variable)?.Type.Name;

    private static string Describe(string? type, ulong size) => $"{type ?? "of unknown type"} ({size} bytes)";
}
