using Hotfixing.Go.Link;

namespace Hotfixing.Go;

/// <summary>A plan with what it takes to apply it.</summary>
internal sealed class GoPatchPlan : PatchPlan
{
    /// <summary>What was linked; null when the plan is refused or has nothing to do.</summary>
    public required PatchImage? Image { get; init; }
}
