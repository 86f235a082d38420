using Hotfixing.Go.Link;

namespace Hotfixing.Go;

/// <summary>A plan with what it takes to apply it.</summary>
internal sealed class GoPatchPlan : PatchPlan
{
    /// <summary>The patches that were in effect when it was made, which it builds on.</summary>
    public required IReadOnlyList<PatchId> InEffect { get; init; }

    /// <summary>What was linked; null when the plan is refused or has nothing to do.</summary>
    public required PatchImage? Image { get; init; }

    /// <summary>Names the state the patch brings its target into.</summary>
    public required string State { get; init; }
}
