namespace Hotfixing.DotNet.Check;

/// <summary>Limits a patch to the functions its user named.</summary>
internal sealed class FunctionFilter(IReadOnlyList<string> names, List<Diagnostic> diagnostics)
{
    /// <summary>Whether the patch is limited at all.</summary>
    public bool IsLimited => names.Count > 0;

    /// <summary>The functions that are meant, out of all that changed; refuses names that mean none or more than one.</summary>
    public HashSet<string> Resolve(IReadOnlyCollection<string> changed)
    {
        var chosen = new HashSet<string>();
        var distinct = changed.ToHashSet();
        foreach (var name in names)
        {
            // The whole name of one function may be the end of another's.
            List<string> candidates = distinct.Contains(name) ? [name] : [.. distinct.Where(c => Matches(c, name))];
            switch (candidates)
            {
                case [var only]:
                    chosen.Add(only);
                    break;
                case []:
                    diagnostics.Add(FunctionDiagnostics.Unknown(name, Nearest(name, changed)));
                    break;
                default:
                    diagnostics.Add(FunctionDiagnostics.Ambiguous(name, candidates));
                    break;
            }
        }

        return chosen;
    }

    /// <summary>The name as printed, or without its parameters, or without its namespace and outer types.</summary>
    private static bool Matches(string function, string name)
    {
        var bare = function[..function.IndexOf('(', StringComparison.Ordinal)];
        return bare == name
            || function.EndsWith("." + name, StringComparison.Ordinal) || bare.EndsWith("." + name, StringComparison.Ordinal);
    }

    private static string Nearest(string name, IEnumerable<string> changed)
    {
        var last = name.Split('(')[0].Split('.')[^1];
        return changed.FirstOrDefault(c => c.Contains(last, StringComparison.OrdinalIgnoreCase)) ?? "";
    }
}
