namespace Hotfixing;

/// <summary>One fact about a target or a patch that its user must know. Documented by id in docs/diagnostics.md.</summary>
/// <param name="Id">The stable id, "HF" and four digits.</param>
/// <param name="Severity">Whether it stops the patch.</param>
/// <param name="What">What was met, naming the thing.</param>
/// <param name="Why">Why it matters.</param>
/// <param name="Remedy">The one thing to change; empty when there is nothing to change.</param>
public sealed record Diagnostic(string Id, Severity Severity, string What, string Why, string Remedy)
{
    /// <summary>The id and what was met, on one line.</summary>
    public override string ToString() => $"{Id}: {What}";
}
