namespace Hotfixing.Go.Link;

/// <summary>A patch that is mapped in the target, whether or not it is in use now.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Areas">The memory it has mapped.</param>
/// <param name="Contents">What it has brought; empty if its initialisers did not end well.</param>
internal sealed record LivePatch(PatchId Id, IReadOnlyList<MappedArea> Areas, PatchContents Contents);
