namespace Hotfixing.Binary.Elf;

/// <summary>The header of an ELF file and its two tables (System V ABI, chapter 4, Elf64_Ehdr and Elf64_Shdr; chapter 5, Elf64_Phdr).</summary>
internal sealed class ElfTables
{
    private const int HeaderSize = 64;
    private const int SectionSize = 64;
    private const int SegmentSize = 56;
    private const ushort X64 = 62;
    private const uint ExtendedSegmentCount = 0xffff;
    private const uint ExtendedNamesIndex = 0xffff;

    private readonly List<ElfSection> _sections = [];

    public ElfTables(FileContents file)
    {
        File = file;
        var header = file.Slice(0, HeaderSize, "the ELF header").Span;
        if (!header[..6].SequenceEqual("\u007fELF\u0002\u0001"u8))
        {
            throw file.Invalid(0, "not a 64-bit little-endian ELF file");
        }

        if (file.UInt16(18) != X64)
        {
            throw file.Invalid(18, $"built for another processor than x64 (ELF machine {file.UInt16(18)})");
        }

        Type = (ElfType)file.UInt16(16);
        if (Type is not (ElfType.Relocatable or ElfType.Executable or ElfType.PositionIndependent))
        {
            throw file.Invalid(16, $"neither an object, a program nor a library (ELF type {(int)Type})");
        }

        ReadSections();
        ReadSegments();
    }

    public FileContents File { get; }

    public ElfType Type { get; }

    public IReadOnlyList<ElfSection> Sections => _sections;

    public List<ElfSegment> Segments { get; } = [];

    public int Count => _sections.Count;

    /// <summary>The names in a section.</summary>
    public ElfNames Names(int index)
    {
        if ((uint)index >= (uint)_sections.Count || _sections[index].Type != ElfSectionType.Names)
        {
            throw File.Invalid(0, $"section {index} should hold names and does not");
        }

        var section = _sections[index];
        return Names(section.Offset, section.Size);
    }

    private ElfNames Names(ulong offset, ulong size)
    {
        var bytes = File.Slice(offset, size, "a table of names");
        return bytes.IsEmpty || bytes.Span[^1] == 0 ? new ElfNames(bytes) : throw File.Invalid(offset + size, "a table of names without an end");
    }

    private void ReadSections()
    {
        var table = File.UInt64(40);
        if (table == 0)
        {
            return;
        }

        // A count or index that does not fit into the header stands in the first section.
        ulong count = File.UInt16(60);
        count = count == 0 ? File.UInt64(table + 32) : count;
        uint namesIndex = File.UInt16(62);
        namesIndex = namesIndex == ExtendedNamesIndex ? File.UInt32(table + 40) : namesIndex;
        if (File.UInt16(58) != SectionSize || count > ElfLimits.Sections || namesIndex >= count)
        {
            throw File.Invalid(58, $"a table of {count} sections, {File.UInt16(58)} bytes each, with their names in section {namesIndex}");
        }

        File.Slice(table, count * SectionSize, "the table of sections");
        var namesRow = table + namesIndex * (ulong)SectionSize;
        var names = Names(File.UInt64(namesRow + 24), File.UInt64(namesRow + 32));
        for (var i = 0; i < (int)count; i++)
        {
            _sections.Add(ReadSection(table + (ulong)i * SectionSize, i, names));
        }
    }

    private ElfSection ReadSection(ulong row, int index, ElfNames names)
    {
        var section = new ElfSection
        {
            Index = index,
            Name = names.TryGet(File.UInt32(row)) ?? (index == 0 ? "" : throw File.Invalid(row, "a section whose name lies outside the names")),
            Type = (ElfSectionType)File.UInt32(row + 4),
            Flags = (ElfSectionTraits)File.UInt64(row + 8),
            Address = new ImageAddress(File.UInt64(row + 16)),
            Offset = File.UInt64(row + 24),
            Size = File.UInt64(row + 32),
            Link = (int)File.UInt32(row + 40),
            Info = (int)File.UInt32(row + 44),
            Alignment = File.UInt64(row + 48),
        };
        if (section.Type is not (ElfSectionType.None or ElfSectionType.ZeroBytes))
        {
            File.Slice(section.Offset, section.Size, $"section {section.Name}");
        }

        if (section.IsLoaded && (section.Type == ElfSectionType.None || SectionDecompression.IsCompressed(section)))
        {
            throw File.Invalid(row, $"section {section.Name} is in memory, and compressed or of no kind");
        }

        return section.Address.Value + section.Size >= section.Address.Value ? section : throw File.Invalid(row, $"section {section.Name} has no end");
    }

    private void ReadSegments()
    {
        var table = File.UInt64(32);
        ulong count = table == 0 ? 0u : File.UInt16(56);
        count = count == ExtendedSegmentCount && _sections.Count > 0 ? (uint)_sections[0].Info : count;
        if (count > ElfLimits.Segments || count > 0 && File.UInt16(54) != SegmentSize)
        {
            throw File.Invalid(54, $"a table of {count} segments, {File.UInt16(54)} bytes each");
        }

        for (var row = table; row < table + count * SegmentSize; row += SegmentSize)
        {
            Segments.Add(ReadSegment(row));
        }
    }

    private ElfSegment ReadSegment(ulong row)
    {
        var flags = File.UInt32(row + 4);
        var segment = new ElfSegment
        {
            Type = (ElfSegmentType)File.UInt32(row),
            IsExecutable = (flags & 1) != 0,
            IsWritable = (flags & 2) != 0,
            Offset = File.UInt64(row + 8),
            Address = new ImageAddress(File.UInt64(row + 16)),
            FileSize = File.UInt64(row + 32),
            MemorySize = File.UInt64(row + 40),
        };
        File.Slice(segment.Offset, segment.FileSize, "a segment");
        var ends = segment.Address.Value + segment.MemorySize >= segment.Address.Value;
        var isLargeEnough = segment.Type != ElfSegmentType.Loaded || segment.FileSize <= segment.MemorySize;
        return ends && isLargeEnough ? segment : throw File.Invalid(row, "a segment that is smaller in memory than in the file, or has no end");
    }
}
