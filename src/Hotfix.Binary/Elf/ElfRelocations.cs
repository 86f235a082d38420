using System.Collections;
using System.Runtime.InteropServices;

namespace Hotfixing.Binary.Elf;

/// <summary>Relocations in the order of the places they change.</summary>
public sealed class ElfRelocations : IReadOnlyList<ElfRelocation>
{
    private readonly ElfRelocation[] _relocations;

    private ElfRelocations(ElfRelocation[] relocations) => _relocations = relocations;

    /// <summary>How many there are.</summary>
    public int Count => _relocations.Length;

    internal static ElfRelocations Empty { get; } = new([]);

    /// <summary>The relocation at a position.</summary>
    public ElfRelocation this[int index] => _relocations[index];

    /// <summary>Those whose places begin in a stretch of bytes.</summary>
    /// <param name="offset">The first byte, counted as <see cref="ElfRelocation.Offset"/> is.</param>
    /// <param name="length">How many bytes.</param>
    public ReadOnlySpan<ElfRelocation> Within(ulong offset, ulong length)
    {
        var first = FirstFrom(offset);
        return _relocations.AsSpan(first, FirstFrom(offset + length) - first);
    }

    /// <summary>All of them.</summary>
    public ReadOnlySpan<ElfRelocation> AsSpan() => _relocations;

    /// <inheritdoc/>
    public IEnumerator<ElfRelocation> GetEnumerator() => ((IEnumerable<ElfRelocation>)_relocations).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal static ElfRelocations Read(FileContents file, IReadOnlyList<ElfSection> sections, int symbols)
    {
        var total = 0UL;
        foreach (var section in sections)
        {
            total += section.Size / ElfRelocation.Size;
            if (section.Size % ElfRelocation.Size != 0 || total > ElfLimits.Relocations)
            {
                throw file.Invalid(section.Offset, $"relocations of {section.Size} bytes, {ElfRelocation.Size} for each, with at most {ElfLimits.Relocations} of them");
            }
        }

        var relocations = new ElfRelocation[total];
        var rest = relocations.AsSpan();
        foreach (var section in sections)
        {
            var rows = MemoryMarshal.Cast<byte, ElfRelocation>(file.Slice(section.Offset, section.Size, "a table of relocations").Span);
            Check(file, section, rows, symbols);
            rows.CopyTo(rest);
            rest = rest[rows.Length..];
        }

        Sort(relocations);
        return new ElfRelocations(relocations);
    }

    private static void Check(FileContents file, ElfSection section, ReadOnlySpan<ElfRelocation> rows, int symbols)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            if (rows[i].SymbolIndex >= (uint)symbols && rows[i].SymbolIndex != 0)
            {
                throw file.Invalid(section.Offset + (ulong)i * ElfRelocation.Size, $"a relocation with symbol {rows[i].SymbolIndex} of {symbols}");
            }
        }
    }

    private static void Sort(ElfRelocation[] relocations)
    {
        for (var i = 1; i < relocations.Length; i++)
        {
            if (relocations[i - 1].Offset > relocations[i].Offset)
            {
                Array.Sort(relocations, (left, right) => left.Offset.CompareTo(right.Offset));
                return;
            }
        }
    }

    private int FirstFrom(ulong offset)
    {
        var (low, high) = (0, _relocations.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = _relocations[middle].Offset < offset ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
