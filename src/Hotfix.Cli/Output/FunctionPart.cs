namespace Hotfixing.Cli.Output;

/// <summary>A function that is or would be replaced.</summary>
internal sealed record FunctionPart(string Function, string Module, string? Effect)
{
    public static FunctionPart Of(Replacement replacement) => new(replacement.Function, replacement.Module, replacement.Effect);
}
