namespace Hotfixing;

/// <summary>In which state a failed change left its target: the one question an operator asks.</summary>
public enum TargetState
{
    /// <summary>Nothing had been changed yet.</summary>
    Unchanged,

    /// <summary>The change had begun and was taken back; the target behaves as before.</summary>
    Restored,

    /// <summary>It could not be told; list the applied patches before anything else.</summary>
    Unknown,
}
