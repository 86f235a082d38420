namespace Hotfixing.Cli;

/// <summary>What went wrong, as it is told to a person or a program.</summary>
/// <param name="Kind">A stable word for it.</param>
/// <param name="Message">It, in words.</param>
/// <param name="ExitCode">The exit code it means.</param>
internal sealed record Failure(string Kind, string Message, ExitCode ExitCode)
{
    /// <summary>Why it was refused; empty when it was not.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; init; } = [];

    /// <summary>What to do, or where to look.</summary>
    public string? Hint { get; init; }

    /// <summary>What it left the target in; null when the target was not being changed.</summary>
    public TargetState? TargetState { get; init; }

    /// <summary>What an exception means.</summary>
    public static Failure Of(Exception exception) => exception switch
    {
        RefusedException e => new("refused", "refused; nothing was changed", ExitCode.Refused) { Diagnostics = e.Diagnostics },
        UsageException e => new("usage", e.Message, ExitCode.Error) { Hint = $"see: {e.Help}" },
        ApplyFailedException e => new("applyFailed", e.Message, ExitCode.Error) { TargetState = e.TargetState, Hint = Describe(e.TargetState) },
        NoSuchProcessException e => new("noSuchProcess", e.Message, ExitCode.Error) { Hint = "see: hotfix ps" },
        TargetExitedException e => new("targetExited", e.Message, ExitCode.Error),
        AccessDeniedException e => new("accessDenied", e.Message, ExitCode.Error),
        InvalidBinaryException e => new("invalidBinary", e.Message, ExitCode.Error),
        HotfixException e => new("failed", e.Message, ExitCode.Error),
        OperationCanceledException => new("interrupted", "interrupted; nothing was changed", ExitCode.Error),
        _ => new("unexpected", $"unexpected {exception.GetType().Name}: {FirstLineOf(exception.Message)}", ExitCode.Error)
        {
            Hint = "this is a fault of hotfix: please report it, with what --log debug prints",
        },
    };

    private static string Describe(TargetState state) => state switch
    {
        Hotfixing.TargetState.Unchanged => "the target is unchanged",
        Hotfixing.TargetState.Restored => "what had been changed was taken back; the target is as before",
        _ => "the state of the target is not known: see hotfix list before anything else",
    };

    private static string FirstLineOf(string text) => text.Split('\n')[0].TrimEnd('\r');
}
