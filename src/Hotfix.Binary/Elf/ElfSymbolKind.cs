namespace Hotfixing.Binary.Elf;

/// <summary>What a symbol names (System V ABI, chapter 4, ELF64_ST_TYPE). Kinds without a name here are kept by their number.</summary>
public enum ElfSymbolKind
{
    /// <summary>Not said.</summary>
    None = 0,

    /// <summary>A variable or other data.</summary>
    Data = 1,

    /// <summary>A function.</summary>
    Function = 2,

    /// <summary>A section.</summary>
    Section = 3,

    /// <summary>A source file.</summary>
    File = 4,

    /// <summary>A variable each thread has its own of.</summary>
    ThreadLocal = 6,
}
