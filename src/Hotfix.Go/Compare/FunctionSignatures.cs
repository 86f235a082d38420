using System.Text;
using Hotfixing.Binary.Dwarf;
using Hotfixing.Binary.GoSym;

namespace Hotfixing.Go.Compare;

/// <summary>Spells the parameters and results of functions, so that two functions called alike are spelled alike.</summary>
internal static class FunctionSignatures
{
    /// <summary>The types of a function's receiver, parameters and results in their order; null when debug information does not tell.</summary>
    /// <param name="information">The debug information.</param>
    /// <param name="function">The function's name, as its symbol has it.</param>
    public static string? TryGet(DwarfInformation information, string function)
    {
        if (Find(information, function) is not { } described)
        {
            return null;
        }

        var result = new StringBuilder();
        foreach (var parameter in described.Parameters)
        {
            result.Append(parameter.IsResult ? " -> " : result.Length == 0 ? "" : ", ").Append(parameter.Type.Name);
        }

        return result.ToString();
    }

    private static DwarfFunction? Find(DwarfInformation information, string function) =>
        function.StartsWith(CgoName.Exported, StringComparison.Ordinal)
            ? information.Functions.FirstOrDefault(f => CgoName.WithoutHash(f.Key) == function).Value
            : information.Functions.GetValueOrDefault(function);
}
