namespace Hotfixing.Binary.Dwarf;

/// <summary>The kinds of entries of a unit, by their codes (DWARF 5, 7.5.3, .debug_abbrev).</summary>
internal sealed class DwarfAbbreviations
{
    // Go numbers them from 1 without a gap (cmd/internal/dwarf/dwarf.go, abbrevs); codes of other compilers may be larger.
    private readonly Dictionary<ulong, DwarfAbbreviation> _byCode = [];

    private DwarfAbbreviations()
    {
    }

    public DwarfAbbreviation? TryGet(ulong code) => _byCode.GetValueOrDefault(code);

    public static DwarfAbbreviations Read(string file, ReadOnlySpan<byte> section, ulong offset)
    {
        if (offset > (ulong)section.Length)
        {
            throw new InvalidBinaryException(file, (long)Math.Min(offset, long.MaxValue), ".debug_abbrev: a unit refers beyond its end");
        }

        var cursor = new DwarfCursor(file, ".debug_abbrev", section, (int)offset);
        var result = new DwarfAbbreviations();
        while (cursor.Unsigned() is > 0 and var code)
        {
            var tag = (DwarfTag)cursor.Unsigned();
            var hasChildren = cursor.Byte() != 0;
            if (result._byCode.Count >= DwarfLimits.Abbreviations || !result._byCode.TryAdd(code, new(tag, hasChildren, ReadAttributes(ref cursor))))
            {
                throw cursor.Invalid($"a code twice, or more than {DwarfLimits.Abbreviations} of them");
            }
        }

        return result;
    }

    private static DwarfAttributeForm[] ReadAttributes(ref DwarfCursor cursor)
    {
        var attributes = new List<DwarfAttributeForm>();
        while (true)
        {
            var (attribute, form) = ((DwarfAttribute)cursor.Unsigned(), (DwarfForm)cursor.Unsigned());
            var value = form == DwarfForm.ImplicitConstant ? cursor.Unsigned() : 0;
            if (attribute == 0 && form == 0)
            {
                return [.. attributes];
            }

            if (attributes.Count == DwarfLimits.Attributes)
            {
                throw cursor.Invalid($"more than {DwarfLimits.Attributes} attributes of an entry");
            }

            attributes.Add(new DwarfAttributeForm(attribute, form, value));
        }
    }
}
