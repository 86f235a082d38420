namespace Hotfixing.Binary.Elf;

/// <summary>What a section is like (System V ABI, chapter 4, sh_flags). Flags without a name here are kept.</summary>
[Flags]
public enum ElfSectionTraits : ulong
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The program may write it.</summary>
    Writable = 1,

    /// <summary>It is in memory when the program runs.</summary>
    Loaded = 2,

    /// <summary>It holds machine code.</summary>
    Code = 4,

    /// <summary>Each thread has its own.</summary>
    ThreadLocal = 0x400,

    /// <summary>It is compressed, with a header that says how.</summary>
    Compressed = 0x800,
}
