using Hotfixing.Go.Link;

namespace Hotfixing.Go.Stage;

/// <summary>What a patch leaves in its target about itself. It does not change once it is written; what does stands in the header.</summary>
internal sealed record PatchRecord
{
    /// <summary>The patch's number.</summary>
    public required int Id { get; init; }

    /// <summary>Where it was made from.</summary>
    public required string Source { get; init; }

    /// <summary>When it was applied.</summary>
    public required DateTimeOffset AppliedAt { get; init; }

    /// <summary>Who applied it.</summary>
    public required string AppliedBy { get; init; }

    /// <summary>Names the state it brings its target into: the same sources, limited in the same way, have the same.</summary>
    public required string State { get; init; }

    /// <summary>Go's build id of the program it was made for; empty when that has none.</summary>
    public required string ProgramBuild { get; init; }

    /// <summary>The memory it has mapped.</summary>
    public required IReadOnlyList<MappedArea> Areas { get; init; }

    /// <summary>The functions it replaces.</summary>
    public required IReadOnlyList<PatchSite> Sites { get; init; }

    /// <summary>
    /// Its own versions of them, which lead back to what they replaced once it is reverted: its closures, timers and goroutines go on, and
    /// are to call what is in effect.
    /// </summary>
    public required IReadOnlyList<PatchSite> Returns { get; init; }

    /// <summary>What it has brought that later patches use.</summary>
    public required PatchContents Contents { get; init; }
}
