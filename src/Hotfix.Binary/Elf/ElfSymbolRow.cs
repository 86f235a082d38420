using System.Runtime.InteropServices;

namespace Hotfixing.Binary.Elf;

/// <summary>A symbol as it stands in the file (System V ABI, chapter 4, Elf64_Sym).</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal readonly struct ElfSymbolRow
{
    public const int Size = 24;

    public readonly uint NameOffset;
    public readonly byte Info;
    public readonly byte Other;
    public readonly ushort SectionIndex;
    public readonly ulong Value;
    public readonly ulong Length;
}
