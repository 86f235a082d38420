using Hotfixing.Go.Link;
using Hotfixing.Linux;

namespace Hotfixing.Go.Stage;

/// <summary>A patch with every byte that will be written worked out, and every address.</summary>
internal sealed record PreparedPatch
{
    /// <summary>What was linked.</summary>
    public required PatchImage Image { get; init; }

    /// <summary>All memory to map.</summary>
    public required IReadOnlyList<MappedArea> Areas { get; init; }

    /// <summary>What to write there before anything leads there, in this order.</summary>
    public required IReadOnlyList<MemoryBlock> Blocks { get; init; }

    /// <summary>Where its header will be.</summary>
    public required TargetAddress Header { get; init; }

    /// <summary>The module that is the last one now.</summary>
    public required TargetAddress LastModule { get; init; }

    /// <summary>The list of modules with the patch's own, as the runtime keeps it: a slice.</summary>
    public required TargetAddress ModuleList { get; init; }

    /// <summary>The functions to redirect.</summary>
    public required IReadOnlyList<PatchSite> Sites { get; init; }
}
