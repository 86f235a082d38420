namespace Hotfixing;

/// <summary>What a revert did.</summary>
/// <param name="Ids">The patches that were taken back, latest first.</param>
/// <param name="Functions">The functions whose code changed by it.</param>
/// <param name="Duration">How long it took inside the target.</param>
/// <param name="StoodStill">How long the target's threads were held still in that time.</param>
public sealed record RevertedPatch(
    IReadOnlyList<PatchId> Ids, IReadOnlyList<string> Functions, TimeSpan Duration, TimeSpan StoodStill);
