using Hotfixing.DotNet.Protocol;

namespace Hotfixing.DotNet;

/// <summary>A plan for a .NET process, with everything its agent needs to carry it out.</summary>
public sealed class DotNetPatchPlan : PatchPlan
{
    /// <summary>What is sent to the agent.</summary>
    public required PatchMessage Message { get; init; }
}
