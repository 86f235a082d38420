using System.Globalization;

using Hotfixing.Go.Compare;

namespace Hotfixing.EndToEnd.Go.Identity;

/// <summary>What became of the functions of a program when all of them were to be replaced.</summary>
/// <param name="names">The functions outside the runtime.</param>
/// <param name="plan">What was applied.</param>
/// <param name="refused">The functions it could not be applied with, each with the id of the refusal.</param>
internal sealed class IdentityShare(IReadOnlySet<string> names, PatchPlan plan, IReadOnlyDictionary<string, string> refused)
{
    private static readonly string Table = Environment.GetEnvironmentVariable("HOTFIX_IDENTITY_TABLE") ?? "";

    /// <summary>Adds a row to the table the environment names, if it does.</summary>
    public void Append(string package, string version)
    {
        if (Table.Length == 0)
        {
            return;
        }

        var replaced = plan.Replacements.Select(r => r.Function).ToHashSet(StringComparer.Ordinal);
        var rest = names.Where(n => !replaced.Contains(n) && !refused.ContainsKey(n)).ToList();
        var initialisers = rest.Count(SymbolName.IsInitialiser);
        var literals = rest.Count(n => !SymbolName.IsInitialiser(n) && FunctionLiterals.IsLiteral(n));
        var ids = string.Join(", ", refused.GroupBy(r => r.Value).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Key} {g.Count()}"));
        File.AppendAllText(Table, string.Create(
            CultureInfo.InvariantCulture,
            $"| {package} | {version} | {names.Count} | {replaced.Count} | {literals} | {initialisers} | {rest.Count - literals - initialisers} | {ids} | {Share(replaced.Count + literals + initialisers):0.0} % |\n"));
    }

    private double Share(int count) => 100.0 * count / names.Count;
}
