using Hotfixing.Go.Compare;

namespace Hotfixing.Go.Check;

/// <summary>
/// Says of functions that only the running program has who may still run them. Those the edited sources have are not among them, since
/// the new build is made to have them, too (<see cref="Build.ObjectLink"/>), but for what no name in a source file refers to.
/// </summary>
internal static class RemovedFunctions
{
    private const string NoSuchLiteral = "the new build has no such literal";

    public static IEnumerable<Diagnostic> Of(IEnumerable<string> functions)
    {
        var all = functions.ToLookup(KindOf);
        if (all[Kind.Closure].Any())
        {
            yield return CheckDiagnostics.LiteralsLeftAlone([.. all[Kind.Closure]], NoSuchLiteral);
        }

        if (all[Kind.Instance].Any())
        {
            yield return CheckDiagnostics.InstancesGone([.. all[Kind.Instance]]);
        }

        foreach (var function in all[Kind.Other])
        {
            yield return CheckDiagnostics.Removed(function);
        }
    }

    // A method value is a closure, too. What a go or defer statement wraps a call in is made to be called at once.
    private static Kind KindOf(string function) =>
        FunctionLiterals.IsKept(function) || function.EndsWith("-fm", StringComparison.Ordinal) ? Kind.Closure
        : function.Contains('[', StringComparison.Ordinal) && !FunctionLiterals.IsLiteral(function) ? Kind.Instance
        : Kind.Other;

    private enum Kind
    {
        Closure,
        Instance,
        Other,
    }
}
