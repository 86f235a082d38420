using System.Collections.Concurrent;

namespace Hotfixing.Binary.Elf;

/// <summary>
/// An ELF file for x64 (System V ABI, chapters 4 and 5; 64-bit, little-endian): a program, a library or an object to be linked.
/// Every place, index and count in its tables has been checked when it is there; contents are read when asked for.
/// </summary>
public sealed class ElfFile
{
    private readonly FileContents _file;
    private readonly ConcurrentDictionary<int, ReadOnlyMemory<byte>> _decompressed = new();
    private readonly ConcurrentDictionary<int, ElfRelocations> _relocations = new();
    private readonly Dictionary<string, ElfSection> _byName = new(StringComparer.Ordinal);
    private readonly Lazy<ElfSymbolTable> _dynamicSymbols;

    private ElfFile(FileContents file)
    {
        _file = file;
        var tables = new ElfTables(file);
        (Type, Sections, Segments) = (tables.Type, tables.Sections, tables.Segments);
        foreach (var section in Sections)
        {
            _byName.TryAdd(section.Name, section);
        }

        Symbols = ReadSymbols(tables, ElfSectionType.Symbols);
        _dynamicSymbols = new(() => ReadSymbols(tables, ElfSectionType.DynamicSymbols));
    }

    /// <summary>The name it was read under.</summary>
    public string Name => _file.Name;

    /// <summary>What it is for.</summary>
    public ElfType Type { get; }

    /// <summary>Its sections by index; none when the table of them was removed.</summary>
    public IReadOnlyList<ElfSection> Sections { get; }

    /// <summary>Its segments; none in an object to be linked.</summary>
    public IReadOnlyList<ElfSegment> Segments { get; }

    /// <summary>Its symbols by index; none when it was stripped.</summary>
    public ElfSymbolTable Symbols { get; }

    /// <summary>The symbols the dynamic loader looks at; none in a static program.</summary>
    /// <exception cref="InvalidBinaryException">They are damaged.</exception>
    public ElfSymbolTable DynamicSymbols => _dynamicSymbols.Value;

    /// <summary>All bytes of the file.</summary>
    public ReadOnlyMemory<byte> Bytes => _file.Bytes;

    /// <summary>Reads a file as a whole.</summary>
    /// <exception cref="InvalidBinaryException">It is no such file, is damaged, or is larger than <see cref="ElfLimits"/> allow.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ElfFile Read(string path)
    {
        using var handle = File.OpenHandle(path, options: FileOptions.SequentialScan);
        var length = RandomAccess.GetLength(handle);
        if (length > ElfLimits.FileSize)
        {
            throw new InvalidBinaryException(path, ElfLimits.FileSize, $"the file has {length} bytes; at most {ElfLimits.FileSize} are read");
        }

        var bytes = GC.AllocateUninitializedArray<byte>((int)length);
        var read = 0;
        while (read < bytes.Length && RandomAccess.Read(handle, bytes.AsSpan(read), read) is > 0 and var count)
        {
            read += count;
        }

        return Parse(bytes.AsMemory(0, read), path);
    }

    /// <summary>Reads a file that is in memory.</summary>
    /// <param name="bytes">The file; it must not be changed afterwards.</param>
    /// <param name="name">What exceptions call it.</param>
    /// <exception cref="InvalidBinaryException">It is no such file, is damaged, or is larger than <see cref="ElfLimits"/> allow.</exception>
    public static ElfFile Parse(ReadOnlyMemory<byte> bytes, string name) => new(new FileContents(name, bytes));

    /// <summary>The first section with a name; null when there is none.</summary>
    public ElfSection? Section(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The section of debug information with a name like ".debug_info", whatever it is called when compressed.</summary>
    public ElfSection? DebugSection(string name) => Section(name) ?? Section(name.Replace(".debug_", ".zdebug_", StringComparison.Ordinal));

    /// <summary>The contents of a section, decompressed. Empty for <see cref="ElfSectionType.ZeroBytes"/>, which the file does not hold.</summary>
    /// <exception cref="InvalidBinaryException">It cannot be decompressed.</exception>
    public ReadOnlyMemory<byte> Data(ElfSection section)
    {
        if (section.Type is ElfSectionType.ZeroBytes or ElfSectionType.None)
        {
            return default;
        }

        return SectionDecompression.IsCompressed(section)
            ? _decompressed.GetOrAdd(section.Index, _ => SectionDecompression.Decompress(_file, section))
            : _file.Bytes.Slice((int)section.Offset, (int)section.Size);
    }

    /// <summary>The relocations of a section of an object to be linked, in the order of their places.</summary>
    /// <exception cref="InvalidBinaryException">They are damaged.</exception>
    public ElfRelocations Relocations(ElfSection section) =>
        _relocations.GetOrAdd(section.Index, index => ReadRelocations(s => !s.IsLoaded && s.Info == index && index != 0, Symbols));

    /// <summary>The relocations the loader applies to the whole of a linked file, in the order of their addresses.</summary>
    /// <exception cref="InvalidBinaryException">They are damaged.</exception>
    public ElfRelocations DynamicRelocations() => _relocations.GetOrAdd(-1, _ => ReadRelocations(s => s.IsLoaded, DynamicSymbols));

    private ElfRelocations ReadRelocations(Func<ElfSection, bool> isWanted, ElfSymbolTable symbols)
    {
        if (Sections.FirstOrDefault(s => s.Type == ElfSectionType.ShortRelocations && isWanted(s)) is { } other)
        {
            throw _file.Invalid(other.Offset, $"section {other.Name} holds relocations without addends, which x64 does not use");
        }

        var sections = Sections.Where(s => s.Type == ElfSectionType.Relocations && isWanted(s)).ToList();
        if (sections is [var first, ..] && Type == ElfType.Relocatable && symbols.Count == 0)
        {
            throw _file.Invalid(first.Offset, $"section {first.Name} holds relocations, and there are no symbols");
        }

        return sections.Count == 0 ? ElfRelocations.Empty : ElfRelocations.Read(_file, sections, symbols.Count);
    }

    private ElfSymbolTable ReadSymbols(ElfTables tables, ElfSectionType type)
    {
        var sections = Sections.Where(s => s.Type == type).ToList();
        return sections switch
        {
            [] => ElfSymbolTable.Empty,
            [var one] => ElfSymbolTable.Read(tables, one, Sections.FirstOrDefault(s => s.Type == ElfSectionType.SectionIndexes && s.Link == one.Index)),
            [_, var second, ..] => throw _file.Invalid(second.Offset, "more than one table of symbols"),
        };
    }
}
