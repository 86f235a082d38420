namespace Hotfixing;

/// <summary>What is wrong with the names a patch is limited to, whatever the runtime. Documented in docs/diagnostics.md.</summary>
public static class FunctionDiagnostics
{
    /// <summary>Nothing that changed has the name.</summary>
    /// <param name="name">The name that was given.</param>
    /// <param name="nearest">A function that may have been meant; empty for none.</param>
    public static Diagnostic Unknown(string name, string nearest) => new(
        "HF3017",
        Severity.Refusal,
        $"no changed function is called {name}",
        "a patch that leaves out what was asked for would be half a patch",
        nearest.Length == 0 ? "see what changed: hotfix plan without --function" : $"did you mean {nearest}?");

    /// <summary>Several functions that changed have the name.</summary>
    /// <param name="name">The name that was given.</param>
    /// <param name="candidates">What it can mean.</param>
    public static Diagnostic Ambiguous(string name, IEnumerable<string> candidates) => new(
        "HF3018",
        Severity.Refusal,
        $"{name} can mean {string.Join(" or ", candidates)}",
        "which one is meant cannot be told",
        "write the whole name, as plan prints it");
}
