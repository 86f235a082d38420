namespace Hotfixing.Go.Compare;

/// <summary>How a function of the edited program differs from the running one's.</summary>
internal enum FunctionChangeKind
{
    /// <summary>Both have it, and it does not do the same.</summary>
    Changed,

    /// <summary>Only the edited program has it.</summary>
    Added,

    /// <summary>Only the running program has it.</summary>
    Removed,
}
