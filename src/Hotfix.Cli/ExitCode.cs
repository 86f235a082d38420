namespace Hotfixing.Cli;

/// <summary>What the command tells the shell.</summary>
internal enum ExitCode
{
    /// <summary>It did what was asked.</summary>
    Done = 0,

    /// <summary>It failed, or was called wrongly.</summary>
    Error = 1,

    /// <summary>What was asked is refused; the target is as it was.</summary>
    Refused = 2,

    /// <summary>There is nothing to do.</summary>
    NothingToDo = 3,
}
