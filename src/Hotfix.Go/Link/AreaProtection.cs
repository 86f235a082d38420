namespace Hotfixing.Go.Link;

/// <summary>What a target's own code may do with a stretch of its memory.</summary>
internal enum AreaProtection
{
    /// <summary>Read it.</summary>
    Read,

    /// <summary>Read and write it.</summary>
    ReadWrite,

    /// <summary>Read and run it.</summary>
    ReadExecute,
}
