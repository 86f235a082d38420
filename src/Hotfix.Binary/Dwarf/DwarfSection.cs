using System.Buffers.Binary;
using Hotfixing.Binary.Elf;

namespace Hotfixing.Binary.Dwarf;

/// <summary>
/// A section of debug information with its references resolved. In an object to be linked they are relocations (Go:
/// cmd/link/internal/ld/dwarf.go, R_DWARFSECREF and R_ADDR): those into other debug sections give offsets, those into the program addresses.
/// </summary>
internal static class DwarfSection
{
    public static ReadOnlyMemory<byte> Read(ProgramImage image, string name)
    {
        var file = image.File;
        if (file.DebugSection(name) is not { } section)
        {
            return default;
        }

        var relocations = file.Type == ElfType.Relocatable ? file.Relocations(section).AsSpan() : default;
        var contents = file.Data(section);
        if (relocations.IsEmpty)
        {
            return contents;
        }

        var bytes = contents.ToArray();
        foreach (var relocation in relocations)
        {
            var symbol = file.Symbols[(int)relocation.SymbolIndex];
            var target = image.AddressOf(symbol)?.Value ?? symbol.Value;
            Write(file, section, bytes, relocation, target + (ulong)relocation.Addend);
        }

        return bytes;
    }

    private static void Write(ElfFile file, ElfSection section, byte[] bytes, ElfRelocation relocation, ulong value)
    {
        var width = relocation.Type switch
        {
            ElfRelocationType.None => 0,
            ElfRelocationType.Absolute32 => 4,
            ElfRelocationType.Absolute64 => 8,
            _ => throw new InvalidBinaryException(file.Name, (long)section.Offset, $"a relocation of kind {(uint)relocation.Type} in {section.Name}"),
        };
        if (relocation.Offset > (ulong)bytes.Length || (ulong)bytes.Length - relocation.Offset < (ulong)width || width == 4 && value > uint.MaxValue)
        {
            throw new InvalidBinaryException(file.Name, (long)section.Offset, $"a relocation beyond the end of {section.Name}, or of a value that does not fit");
        }

        var place = bytes.AsSpan((int)relocation.Offset);
        switch (width)
        {
            case 4:
                BinaryPrimitives.WriteUInt32LittleEndian(place, (uint)value);
                break;
            case 8:
                BinaryPrimitives.WriteUInt64LittleEndian(place, value);
                break;
        }
    }
}
