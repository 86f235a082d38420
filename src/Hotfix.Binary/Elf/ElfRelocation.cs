using System.Runtime.InteropServices;

namespace Hotfixing.Binary.Elf;

/// <summary>
/// A place in a section whose bytes depend on an address, as it stands in the file (System V ABI, chapter 4, Elf64_Rela; r_info
/// is the kind in its low and the symbol in its high half).
/// </summary>
/// <param name="Offset">The place: an offset in the section of an object to be linked, an address in a linked file.</param>
/// <param name="Type">How the bytes are computed.</param>
/// <param name="SymbolIndex">The symbol, among the symbols the relocations belong to; 0 for none.</param>
/// <param name="Addend">What is added, in bytes.</param>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public readonly record struct ElfRelocation(ulong Offset, ElfRelocationType Type, uint SymbolIndex, long Addend)
{
    internal const int Size = 24;
}
