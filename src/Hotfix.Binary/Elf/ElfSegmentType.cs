namespace Hotfixing.Binary.Elf;

/// <summary>What a segment tells the loader (System V ABI, chapter 5, p_type). Types without a name here are kept by their number.</summary>
public enum ElfSegmentType
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A part of the file to map.</summary>
    Loaded = 1,

    /// <summary>What the dynamic loader needs.</summary>
    Dynamic = 2,

    /// <summary>The name of the dynamic loader.</summary>
    Interpreter = 3,

    /// <summary>Notes.</summary>
    Notes = 4,

    /// <summary>The initial contents of variables each thread has its own of.</summary>
    ThreadLocal = 7,
}
