using System.Collections;
using System.Runtime.InteropServices;
using System.Text;

namespace Hotfixing.Binary.Elf;

/// <summary>
/// The symbols of an ELF file, read where they stand: one that nobody asks for costs nothing. What they refer to has been checked.
/// </summary>
public sealed class ElfSymbolTable : IReadOnlyList<ElfSymbol>
{
    private const ushort ReservedIndexes = 0xff00;
    private const ushort ExtendedIndex = 0xffff;

    private readonly ReadOnlyMemory<byte> _rows;
    private readonly ReadOnlyMemory<byte> _names;
    private readonly ReadOnlyMemory<byte> _extendedIndexes;
    private readonly string?[] _decoded;

    private ElfSymbolTable(ReadOnlyMemory<byte> rows, ReadOnlyMemory<byte> names, ReadOnlyMemory<byte> extendedIndexes)
    {
        _rows = rows;
        _names = names;
        _extendedIndexes = extendedIndexes;
        Count = rows.Length / ElfSymbolRow.Size;
        _decoded = new string?[Count];
    }

    /// <summary>How many there are, with the empty one at index 0.</summary>
    public int Count { get; }

    internal static ElfSymbolTable Empty { get; } = new(default, default, default);

    /// <summary>The symbol with an index.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none.</exception>
    public ElfSymbol this[int index] =>
        (uint)index < (uint)Count ? new ElfSymbol(this, index) : throw new ArgumentOutOfRangeException(nameof(index));

    /// <summary>The symbols in the order of the file.</summary>
    public IEnumerator<ElfSymbol> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return new ElfSymbol(this, i);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal static ElfSymbolTable Read(ElfTables tables, ElfSection section, ElfSection? extendedIndexes)
    {
        var file = tables.File;
        var count = section.Size / ElfSymbolRow.Size;
        if (section.Size % ElfSymbolRow.Size != 0 || count > ElfLimits.Symbols)
        {
            throw file.Invalid(section.Offset, $"a symbol table of {section.Size} bytes, {ElfSymbolRow.Size} for each symbol, with at most {ElfLimits.Symbols} symbols");
        }

        if (extendedIndexes is not null && extendedIndexes.Size / sizeof(uint) < count)
        {
            throw file.Invalid(extendedIndexes.Offset, "fewer section indexes than symbols");
        }

        var table = new ElfSymbolTable(
            file.Slice(section.Offset, section.Size, "the symbol table"),
            tables.Names(section.Link).Bytes,
            extendedIndexes is null ? default : file.Slice(extendedIndexes.Offset, extendedIndexes.Size, "the section indexes"));
        table.Check(file, section, tables.Count);
        return table;
    }

    internal ref readonly ElfSymbolRow Row(int index) => ref MemoryMarshal.Cast<byte, ElfSymbolRow>(_rows.Span)[index];

    internal ReadOnlySpan<byte> NameBytes(int index)
    {
        var rest = _names.Span[(int)Row(index).NameOffset..];
        return rest[..rest.IndexOf((byte)0)];
    }

    internal string Name(int index) => _decoded[index] ??= Encoding.UTF8.GetString(NameBytes(index));

    internal int? SectionIndex(int index)
    {
        var value = Row(index).SectionIndex;
        return value switch
        {
            0 => null,
            ExtendedIndex when !_extendedIndexes.IsEmpty => (int)MemoryMarshal.Cast<byte, uint>(_extendedIndexes.Span)[index],
            >= ReservedIndexes => null,
            _ => value,
        };
    }

    private void Check(FileContents file, ElfSection section, int sections)
    {
        var rows = MemoryMarshal.Cast<byte, ElfSymbolRow>(_rows.Span);
        for (var i = 0; i < rows.Length; i++)
        {
            var place = section.Offset + (ulong)i * ElfSymbolRow.Size;
            if (rows[i].NameOffset >= (uint)_names.Length)
            {
                throw file.Invalid(place, "a symbol whose name lies outside the names");
            }

            if (SectionIndex(i) is { } index && (uint)index >= (uint)sections)
            {
                throw file.Invalid(place, $"a symbol in section {(uint)index} of {sections}");
            }
        }
    }
}
