namespace Hotfixing.Cli.Output;

/// <summary>What went wrong.</summary>
internal sealed record ErrorPart(string Kind, string Message, string? Hint, string? TargetState)
{
    public static ErrorPart Of(Failure failure) =>
        new(failure.Kind, failure.Message, failure.Hint, failure.TargetState is { } state ? JsonNames.Of(state) : null);
}
