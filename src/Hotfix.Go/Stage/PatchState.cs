namespace Hotfixing.Go.Stage;

/// <summary>
/// How far a patch has come in its target. One word there holds it, and that word decides: while several functions are being switched, each
/// goes through code that looks at <see cref="InEffect"/>, so that writing the word switches all of them at once.
/// </summary>
internal enum PatchState
{
    /// <summary>The bit that says whether the new code is in effect.</summary>
    InEffect = 8,

    /// <summary>All is in memory; nothing of the program leads there.</summary>
    Staged = 1,

    /// <summary>The runtime knows the patch's code, types and variables.</summary>
    Linked = 2,

    /// <summary>Its initialisers have run.</summary>
    Initialised = 3,

    /// <summary>The functions are being prepared for the switch; the old code is in effect.</summary>
    Switching = 4,

    /// <summary>The new code is in effect.</summary>
    Active = InEffect | 5,

    /// <summary>The old code is in effect again, or the switch was never completed.</summary>
    Reverted = 7,
}
