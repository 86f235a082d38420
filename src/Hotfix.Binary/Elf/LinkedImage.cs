using System.Buffers.Binary;

namespace Hotfixing.Binary.Elf;

/// <summary>Reads the memory of a linked program out of its segments.</summary>
internal static class LinkedImage
{
    private const int PointerSize = 8;

    public static ProgramImage Read(ElfFile program)
    {
        if (program.Type == ElfType.Relocatable)
        {
            throw new InvalidBinaryException(program.Name, 16, "an object that is yet to be linked, not a program");
        }

        var areas = new List<ImageArea>();
        var relocations = program.DynamicRelocations();
        foreach (var segment in program.Segments.Where(s => s.Type == ElfSegmentType.Loaded))
        {
            var contents = program.Bytes.Slice((int)segment.Offset, (int)segment.FileSize);
            areas.Add(new ImageArea(segment.Address, segment.FileSize, Relocate(program, segment, contents, relocations)));
            areas.Add(new ImageArea(segment.Address + segment.FileSize, segment.MemorySize - segment.FileSize, null));
        }

        return new ProgramImage(program, areas, [.. program.Sections.Select(s => s.Address)], default);
    }

    private static Memory<byte> Relocate(ElfFile program, ElfSegment segment, ReadOnlyMemory<byte> contents, ElfRelocations relocations)
    {
        var places = relocations.Within(segment.Address.Value, segment.FileSize);
        if (places.IsEmpty)
        {
            // Nobody writes into an image once it is made.
            return System.Runtime.InteropServices.MemoryMarshal.AsMemory(contents);
        }

        var bytes = contents.ToArray();
        foreach (var relocation in places)
        {
            var offset = relocation.Offset - segment.Address.Value;
            if (segment.FileSize < PointerSize || offset > segment.FileSize - PointerSize)
            {
                throw new InvalidBinaryException(program.Name, (long)segment.Offset, $"a relocation at 0x{relocation.Offset:x} reaches beyond its segment");
            }

            // What comes from other libraries is known to the loader only.
            if (relocation.Type == ElfRelocationType.LoadBias)
            {
                BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan((int)offset), relocation.Addend);
            }
        }

        return bytes;
    }
}
