namespace Hotfixing;

/// <summary>How much a <see cref="Diagnostic"/> matters.</summary>
public enum Severity
{
    /// <summary>Worth knowing; nothing is lost by ignoring it.</summary>
    Note,

    /// <summary>The patch can be applied, but something the user may expect will not happen.</summary>
    Warning,

    /// <summary>The patch is not applied.</summary>
    Refusal,
}
