namespace Hotfixing.Cli.Output;

/// <summary>A diagnostic.</summary>
internal sealed record DiagnosticPart(string Id, string Severity, string What, string Why, string Remedy)
{
    public static DiagnosticPart Of(Diagnostic diagnostic) =>
        new(diagnostic.Id, JsonNames.Of(diagnostic.Severity), diagnostic.What, diagnostic.Why, diagnostic.Remedy);
}
