using Hotfixing.Go.Inspect;

namespace Hotfixing.Go.Stage;

/// <summary>A patch as its target remembers it.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Module">Its module in the runtime's list.</param>
/// <param name="Header">Its header.</param>
/// <param name="Record">What it says of itself; null when that is damaged.</param>
internal sealed record StagedPatch(PatchId Id, LoadedGoModule Module, PatchHeader Header, PatchRecord? Record)
{
    /// <summary>
    /// How far it has come: what its header says, unless it replaces one function without a stub. There the code itself is the switch, and a
    /// tool that died between the two writes left a header that is behind it.
    /// </summary>
    public PatchState State { get; init; } = Header.State;

    /// <summary>Whether its new code is in effect.</summary>
    public bool IsInEffect => State.HasFlag(PatchState.InEffect);

    /// <summary>Whether later patches may use what it has brought: its initialisers, if it has any, have run.</summary>
    public bool IsComplete => Record is not null && State is PatchState.Initialised or PatchState.Switching or PatchState.Active or PatchState.Reverted;
}
