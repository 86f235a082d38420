namespace Hotfixing.Binary.Elf;

/// <summary>What an ELF file is for (System V ABI, chapter 4, e_type).</summary>
public enum ElfType
{
    /// <summary>An object to be linked; its sections have no addresses yet.</summary>
    Relocatable = 1,

    /// <summary>A program that is loaded where it was linked.</summary>
    Executable = 2,

    /// <summary>A library, or a program that is loaded anywhere (PIE).</summary>
    PositionIndependent = 3,
}
