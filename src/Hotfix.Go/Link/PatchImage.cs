using Hotfixing.Linux;

namespace Hotfixing.Go.Link;

/// <summary>
/// Everything that Stage and Switch write into a target, worked out to the last byte before the first stop. Linking makes it from
/// files and what was read from the target; nothing here is looked up again later.
/// </summary>
internal sealed record PatchImage
{
    /// <summary>The patch's number in its target.</summary>
    public required PatchId Id { get; init; }

    /// <summary>The memory to map, in the order of addresses. Pages nobody writes stay untouched.</summary>
    public required IReadOnlyList<MappedArea> Areas { get; init; }

    /// <summary>What to write into the areas while nothing points there.</summary>
    public required IReadOnlyList<MemoryBlock> Blocks { get; init; }

    /// <summary>The patch's own moduledata, inside a block; its name is "hotfix/" and the number.</summary>
    public required TargetAddress Module { get; init; }

    /// <summary>The value for <c>firstmoduledata.etypes</c>, so that the program's type offsets reach the patch's types; null to leave it.</summary>
    public required TargetAddress? TypesEnd { get; init; }

    /// <summary>Itabs inside the blocks that the runtime's table does not have yet.</summary>
    public required IReadOnlyList<TargetAddress> Itabs { get; init; }

    /// <summary>Slots of the program that its linker had left empty since nothing used them, and the patch does.</summary>
    public required IReadOnlyList<SlotFill> Fills { get; init; }

    /// <summary>The initialisers to run before the switch; null when there are none.</summary>
    public required InitialiserRun? Initialisers { get; init; }

    /// <summary>The functions to lead to their new versions.</summary>
    public required IReadOnlyList<Detour> Detours { get; init; }

    /// <summary>What the patch brings that later patches must know of.</summary>
    public required PatchContents Contents { get; init; }
}
