using Hotfixing.Binary.Elf;

namespace Hotfixing.Binary.GoSym;

/// <summary>
/// A call that was inlined into a function: 20 bytes in 1.18 and 1.19 (runtime/symtab.go, inlinedCall), 16 in 1.20 to 1.26
/// (runtime/symtabinl.go).
/// </summary>
/// <param name="Address">Where the record stands.</param>
/// <param name="Length">How many bytes it takes.</param>
/// <param name="NameOffset">The offset of the inlined function's name.</param>
/// <param name="File">The file of the call among those of the compilation unit; null where the record does not say.</param>
public readonly record struct InlinedCall(ImageAddress Address, int Length, uint NameOffset, int? File)
{
    private const int Size118 = 20;
    private const int Size120 = 16;

    internal static InlinedCall Read(ProgramImage image, ImageAddress tree, int index, bool hasStartLines)
    {
        var size = hasStartLines ? Size120 : Size118;
        var at = tree + (ulong)(index * size);
        return hasStartLines
            ? new InlinedCall(at, size, image.ReadUInt32(at + 4), null)
            : new InlinedCall(at, size, image.ReadUInt32(at + 12), (int)image.ReadUInt32(at + 4));
    }
}
