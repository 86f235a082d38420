namespace Hotfixing.Go.Compare;

/// <summary>A function that is not the same in the running and in the edited program.</summary>
/// <param name="Function">Its name, as its symbol has it.</param>
/// <param name="Kind">How it differs.</param>
/// <param name="Reason">The first difference, in words; empty for what only one of them has, and for what only counts as changed.</param>
/// <param name="IsStandard">Whether its package comes with Go.</param>
internal sealed record FunctionChange(string Function, FunctionChangeKind Kind, string Reason, bool IsStandard)
{
    /// <summary>Whether it only counts as changed, and both have the same code.</summary>
    public bool IsOnlyTouched => Kind == FunctionChangeKind.Changed && Reason.Length == 0;
}
