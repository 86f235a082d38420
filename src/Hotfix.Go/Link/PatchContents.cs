using Hotfixing.Linux;

namespace Hotfixing.Go.Link;

/// <summary>What a patch has brought into a target, for later patches to use instead of bringing it again.</summary>
internal sealed record PatchContents
{
    /// <summary>Nothing.</summary>
    public static PatchContents None { get; } = new()
    {
        Functions = new Dictionary<string, AddedFunction>(),
        Variables = new Dictionary<string, AddedVariable>(),
        Types = [],
        Initialisers = [],
    };

    /// <summary>
    /// Functions, by name. A later patch leads each to its newest version: closures, interfaces and callers of this patch may
    /// still hold it.
    /// </summary>
    public required IReadOnlyDictionary<string, AddedFunction> Functions { get; init; }

    /// <summary>Variables, by name.</summary>
    public required IReadOnlyDictionary<string, AddedVariable> Variables { get; init; }

    /// <summary>Type descriptors.</summary>
    public required IReadOnlyList<TargetAddress> Types { get; init; }

    /// <summary>Initialisers that run or have run, by name.</summary>
    public required IReadOnlyList<string> Initialisers { get; init; }
}
