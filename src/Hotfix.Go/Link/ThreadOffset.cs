using System.Buffers.Binary;
using Hotfixing.Binary;
using Hotfixing.Binary.Elf;
using Hotfixing.Go.Compare;

namespace Hotfixing.Go.Link;

/// <summary>
/// Where the runtime's variable each thread has its own of (runtime.tlsg) is, relative to the thread's pointer. The program's linker
/// decided it; it stands in the code of every function that uses it and is in both. Where the object has a load from a slot, a
/// linked program has a move of the number itself (cmd/link/internal/ld/data.go, R_TLS_IE; 1.19 to 1.26).
/// </summary>
internal static class ThreadOffset
{
    private const byte MoveNumber = 0xc7;

    /// <summary>The offset; null when the program has no such function, or says two things.</summary>
    public static int? Find(ProgramImage program, ImageSymbols programSymbols, ProgramImage theObject, ImageSymbols objectSymbols, ObjectRelocations relocations)
    {
        int? found = null;
        foreach (var (_, place, relocation) in relocations.All().Where(r => r.Relocation.Type is ElfRelocationType.ThreadOffset32 or ElfRelocationType.ThreadSlot32))
        {
            if (objectSymbols.FunctionAt(place) is not { } function || programSymbols.AllFunctions.Count == 0 || SameName(programSymbols, function) is not { } known)
            {
                continue;
            }

            var at = known.Start + (place.Value - function.Start.Value);
            var isSlot = relocation.Type == ElfRelocationType.ThreadSlot32;
            var opcode = isSlot ? MoveNumber : theObject.ReadByte(new ImageAddress(place.Value - 2));
            var before = program.Read(new ImageAddress(at.Value - 2), 6);
            if (before[0] != opcode)
            {
                continue;
            }

            var value = BinaryPrimitives.ReadInt32LittleEndian(before[2..]) - (isSlot ? 0 : (int)relocation.Addend);
            if (found is { } other && other != value)
            {
                return null;
            }

            found = value;
        }

        return found is < 0 and > -65536 ? found : null;
    }

    private static ImageSymbol? SameName(ImageSymbols symbols, ImageSymbol function)
    {
        try
        {
            return symbols.Find(function.Name) is { } known && known.Size == function.Size ? known : null;
        }
        catch (CannotLinkException)
        {
            return null;
        }
    }
}
