using Hotfixing.Go.Link;

namespace Hotfixing.Tests.Go.Link;

/// <summary>What differs between the cases of linking, besides the sources.</summary>
internal sealed record LinkCaseOptions
{
    public string Mode { get; init; } = "exe";

    public bool Cgo { get; init; }

    /// <summary>How far from its linked addresses the imagined process has the program.</summary>
    public ulong Bias { get; init; }

    public bool HasRunner { get; init; } = true;

    public bool KnowsSignatures { get; init; } = true;

    /// <summary>The patches the imagined process has.</summary>
    public IReadOnlyList<PatchImage> Earlier { get; init; } = [];

    /// <summary>What else it has mapped.</summary>
    public IReadOnlyList<(ulong Start, ulong End)> Mapped { get; init; } = [];
}
