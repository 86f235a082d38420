using Hotfixing.Go.Compare;

namespace Hotfixing.Go.Check;

/// <summary>Turns the differences between the running program and its edited sources into what a patch does, or why it must not.</summary>
internal static class PatchCheck
{
    /// <summary>
    /// How many functions of Go's own packages may differ. Some do by the way constants are told apart, few even after large edits; a
    /// build with other settings has hundreds.
    /// </summary>
    public const int MaximumChangedStandard = 40;

    private const int Examples = 3;

    /// <summary>Checks a comparison.</summary>
    /// <param name="pair">The running program and the object of its edited sources.</param>
    /// <param name="comparison">How their functions differ.</param>
    public static CheckedChanges Of(ProgramPair pair, ProgramComparison comparison)
    {
        if (comparison.ChangedStandard > MaximumChangedStandard)
        {
            var examples = comparison.Changes.Where(c => c is { IsStandard: true, Kind: FunctionChangeKind.Changed }).Take(Examples).Select(c => $"{c.Function} ({c.Reason})");
            return Refused(CheckDiagnostics.NotReproduced(comparison.ChangedStandard, comparison.ComparedStandard, examples));
        }

        // Packages of Go itself are the same: one toolchain made both.
        var changes = comparison.Changes.Where(c => !c.IsStandard).ToList();
        var changed = changes.Where(c => c.Kind == FunctionChangeKind.Changed).Select(c => c.Function).ToList();
        var functions = new FunctionCheck(pair, comparison);
        var redirected = changed.Where(f => !CCallCheck.IsCall(f) && functions.IsRedirected(f)).ToList();
        return new CheckedChanges
        {
            Changed = changed.ToHashSet(StringComparer.Ordinal),
            Redirected = redirected,
            Added = [.. changes.Where(c => c.Kind == FunctionChangeKind.Added).Select(c => c.Function)],
            Diagnostics =
            [
                .. TypeCheck.Of(pair),
                .. VariableCheck.Of(pair, comparison),
                .. VariableCheck.OfNames(pair, comparison),
                .. CCallCheck.Of(pair, comparison),
                .. comparison.AmbiguousChanges.Select(CheckDiagnostics.Ambiguous),
                .. functions.Diagnostics,
                .. RemovedFunctions.Of(changes.Where(c => c.Kind == FunctionChangeKind.Removed).Select(c => c.Function)),
            ],
        };
    }

    private static CheckedChanges Refused(Diagnostic diagnostic) => new()
    {
        Changed = new HashSet<string>(),
        Redirected = [],
        Added = [],
        Diagnostics = [diagnostic],
    };
}
