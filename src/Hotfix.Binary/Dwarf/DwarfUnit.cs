namespace Hotfixing.Binary.Dwarf;

/// <summary>The header of a unit (DWARF 4, 7.5.1; DWARF 5, 7.5.1): where it begins and ends, and how its entries are written.</summary>
internal readonly record struct DwarfUnit(int Start, int End, int Version, ulong Abbreviations)
{
    private const uint LongForm = 0xffff_fff0;
    private const byte Compilation = 1;
    private const byte AddressSize = 8;

    /// <summary>Whether it describes code rather than something beside it.</summary>
    public bool IsCompilation { get; private init; }

    public static DwarfUnit Read(ref DwarfCursor cursor)
    {
        var start = cursor.Position;
        var length = cursor.UInt32();
        if (length >= LongForm || length > (uint)(cursor.Length - cursor.Position))
        {
            throw cursor.Invalid("a unit in the 64-bit form, or one that reaches beyond the end");
        }

        var end = cursor.Position + (int)length;
        var version = cursor.UInt16();
        if (version is < 2 or > 5)
        {
            throw cursor.Invalid($"DWARF {version}; versions 2 to 5 are read");
        }

        var kind = version >= 5 ? cursor.Byte() : Compilation;
        var addressSize = version >= 5 ? cursor.Byte() : (byte)0;
        ulong abbreviations = cursor.UInt32();
        addressSize = version >= 5 ? addressSize : cursor.Byte();
        return addressSize == AddressSize
            ? new DwarfUnit(start, end, version, abbreviations) { IsCompilation = kind == Compilation }
            : throw cursor.Invalid($"addresses of {addressSize} bytes");
    }
}
