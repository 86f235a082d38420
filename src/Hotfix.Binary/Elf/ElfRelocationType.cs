namespace Hotfixing.Binary.Elf;

/// <summary>
/// How a relocation computes bytes (System V ABI, AMD64 supplement, 4.4). Those Go's linker writes
/// (cmd/link/internal/amd64/asm.go, elfreloc1, 1.19 to 1.26) have names; others are kept by their number.
/// </summary>
public enum ElfRelocationType : uint
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>8 bytes: the symbol's address.</summary>
    Absolute64 = 1,

    /// <summary>4 bytes: the symbol's distance from here.</summary>
    Relative32 = 2,

    /// <summary>4 bytes: the distance of a stub for the symbol from here.</summary>
    Stub32 = 4,

    /// <summary>8 bytes: the address of a symbol of another library.</summary>
    GlobalData = 6,

    /// <summary>8 bytes: the address of a function of another library.</summary>
    JumpSlot = 7,

    /// <summary>8 bytes: how far the program was moved, plus the addend.</summary>
    LoadBias = 8,

    /// <summary>4 bytes: the distance from here of a slot with the symbol's address.</summary>
    Slot32 = 9,

    /// <summary>4 bytes: the symbol's address, without a sign.</summary>
    Absolute32 = 10,

    /// <summary>4 bytes: the symbol's address, with a sign.</summary>
    Absolute32Signed = 11,

    /// <summary>8 bytes: the symbol's distance from here.</summary>
    Relative64 = 24,

    /// <summary>4 bytes: the distance from here of a slot with the offset of a variable each thread has its own of.</summary>
    ThreadSlot32 = 22,

    /// <summary>4 bytes: the offset of a variable each thread has its own of.</summary>
    ThreadOffset32 = 23,

    /// <summary>4 bytes: as <see cref="Slot32"/>, in an instruction the linker may simplify.</summary>
    RelaxableSlot32 = 41,

    /// <summary>4 bytes: as <see cref="RelaxableSlot32"/>, with a REX prefix before.</summary>
    RelaxableSlot32Rex = 42,
}
