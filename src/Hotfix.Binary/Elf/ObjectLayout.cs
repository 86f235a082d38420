using System.Buffers.Binary;

namespace Hotfixing.Binary.Elf;

/// <summary>
/// Gives the sections of an object addresses, in the order code, constants, variables, and resolves their relocations. What a
/// thread has its own of is left as it is: its place is known to the program it comes to only.
/// </summary>
internal sealed class ObjectLayout(ElfFile file, ImageAddress start)
{
    private const ulong PageSize = 4096;

    private readonly ImageAddress[] _sections = new ImageAddress[file.Sections.Count];
    private readonly Dictionary<int, ImageArea> _areas = [];
    private ulong _used;

    public ProgramImage Place()
    {
        if (file.Type != ElfType.Relocatable)
        {
            throw Invalid(16, "a linked program, not an object that is yet to be linked");
        }

        var loaded = file.Sections.Where(s => s.IsLoaded && !s.Flags.HasFlag(ElfSectionTraits.ThreadLocal)).ToList();
        foreach (var group in loaded.GroupBy(s => s.IsCode ? 0 : s.IsConstant ? 1 : 2).OrderBy(g => g.Key))
        {
            _used = Align(_used, PageSize);
            foreach (var section in group)
            {
                Add(section);
            }
        }

        foreach (var section in loaded.Where(s => s.Type != ElfSectionType.ZeroBytes))
        {
            Relocate(section);
        }

        return new ProgramImage(file, _areas.Values, _sections, Undefined);
    }

    private ImageAddress Undefined => start + Align(_used, PageSize);

    private static ulong Align(ulong value, ulong alignment) => alignment <= 1 ? value : (value + alignment - 1) / alignment * alignment;

    private void Add(ElfSection section)
    {
        if (section.Alignment > PageSize)
        {
            throw Invalid(section.Offset, $"section {section.Name} is aligned to more than a page");
        }

        _used = Align(_used, section.Alignment);
        _sections[section.Index] = start + _used;
        var bytes = section.Type == ElfSectionType.ZeroBytes ? default(Memory<byte>?) : file.Data(section).ToArray();
        _areas[section.Index] = new ImageArea(start + _used, section.Size, bytes);
        _used += section.Size;
        if (section.Size > ElfLimits.Memory || _used > ElfLimits.Memory)
        {
            throw Invalid(section.Offset, $"the object takes more than {ElfLimits.Memory} bytes of memory");
        }
    }

    private void Relocate(ElfSection section)
    {
        var place = _sections[section.Index];
        var bytes = _areas[section.Index].Bytes!.Value.Span;
        foreach (var relocation in file.Relocations(section).AsSpan())
        {
            var width = Width(relocation.Type);
            if (width == 0)
            {
                continue;
            }

            if (relocation.Offset > (ulong)bytes.Length || (ulong)bytes.Length - relocation.Offset < (ulong)width)
            {
                throw Invalid(section.Offset + relocation.Offset, $"a relocation beyond the end of section {section.Name}");
            }

            Write(section, relocation, place + relocation.Offset, bytes.Slice((int)relocation.Offset, width));
        }
    }

    private int Width(ElfRelocationType type) => type switch
    {
        ElfRelocationType.None or ElfRelocationType.ThreadSlot32 or ElfRelocationType.ThreadOffset32 => 0,
        ElfRelocationType.Absolute64 or ElfRelocationType.Relative64 => 8,
        ElfRelocationType.Relative32 or ElfRelocationType.Stub32 or ElfRelocationType.Absolute32 or ElfRelocationType.Absolute32Signed => 4,
        ElfRelocationType.Slot32 or ElfRelocationType.RelaxableSlot32 or ElfRelocationType.RelaxableSlot32Rex => 4,
        _ => throw Invalid(0, $"a relocation of kind {(uint)type}, which Go's linker does not write"),
    };

    private void Write(ElfSection section, ElfRelocation relocation, ImageAddress place, Span<byte> bytes)
    {
        var symbol = file.Symbols[(int)relocation.SymbolIndex];
        var target = symbol.SectionIndex switch
        {
            { } index => _sections[index].Value + symbol.Value,
            null when symbol.Index == 0 => 0UL,
            null => ProgramImage.UndefinedAddress(Undefined, symbol.Index).Value,
        };
        var value = target + (ulong)relocation.Addend;
        if (relocation.Type is not (ElfRelocationType.Absolute64 or ElfRelocationType.Absolute32 or ElfRelocationType.Absolute32Signed))
        {
            value -= place.Value;
        }

        if (bytes.Length == 8)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
            return;
        }

        if (relocation.Type == ElfRelocationType.Absolute32 ? value > uint.MaxValue : (long)value != (int)value)
        {
            throw Invalid(section.Offset + relocation.Offset, $"the value of a relocation in section {section.Name} does not fit into 4 bytes");
        }

        BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)value);
    }

    private InvalidBinaryException Invalid(ulong offset, string message) => new(file.Name, (long)offset, message);
}
