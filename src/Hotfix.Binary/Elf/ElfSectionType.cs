namespace Hotfixing.Binary.Elf;

/// <summary>What a section holds (System V ABI, chapter 4, sh_type). Types without a name here are kept by their number.</summary>
public enum ElfSectionType
{
    /// <summary>Nothing; the section with index 0.</summary>
    None = 0,

    /// <summary>What the program itself gives a meaning to.</summary>
    Contents = 1,

    /// <summary>The symbols, <see cref="ElfFile.Symbols"/>.</summary>
    Symbols = 2,

    /// <summary>Names.</summary>
    Names = 3,

    /// <summary>Relocations with addends.</summary>
    Relocations = 4,

    /// <summary>Notes: owner, kind and contents.</summary>
    Notes = 7,

    /// <summary>Bytes that are zero when the program starts and take no room in the file.</summary>
    ZeroBytes = 8,

    /// <summary>Relocations without addends, which x64 does not use.</summary>
    ShortRelocations = 9,

    /// <summary>The symbols the dynamic loader looks at.</summary>
    DynamicSymbols = 11,

    /// <summary>Section indexes that do not fit into a symbol.</summary>
    SectionIndexes = 18,
}
