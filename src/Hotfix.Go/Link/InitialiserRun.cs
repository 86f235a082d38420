using Hotfixing.Linux;

namespace Hotfixing.Go.Link;

/// <summary>
/// How the initialisers of a patch are run inside its target: by functions of ours that were compiled with the patch, which catch a
/// panic and report in variables.
/// </summary>
internal sealed record InitialiserRun
{
    /// <summary>The function that restores what woke it, starts a goroutine that runs the initialisers, and returns.</summary>
    public required TargetAddress Kick { get; init; }

    /// <summary>The 4-byte variable that says how far it got.</summary>
    public required TargetAddress State { get; init; }

    /// <summary>The 8-byte variable that says which initialiser is running, from 0.</summary>
    public required TargetAddress Current { get; init; }

    /// <summary>The first byte of the message of a panic.</summary>
    public required TargetAddress Message { get; init; }

    /// <summary>The 8-byte variable that says how many bytes the message has.</summary>
    public required TargetAddress MessageLength { get; init; }

    /// <summary>The variable that says what the kick restores: an 8-byte pointer with its value, then a 4-byte pointer with its value in 8 bytes.</summary>
    public required TargetAddress Restored { get; init; }

    /// <summary>The initialisers in the order they run, by name.</summary>
    public required IReadOnlyList<string> Functions { get; init; }
}
