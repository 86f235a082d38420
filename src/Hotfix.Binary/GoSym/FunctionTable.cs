namespace Hotfixing.Binary.GoSym;

/// <summary>
/// The functions of a module as the runtime finds them: the table called pclntab (runtime/symtab.go, pcHeader, functab, and
/// cmd/link/internal/ld/pcln.go). Two formats are read: that of Go 1.18 and 1.19, and that of 1.20 to 1.26.
/// </summary>
public sealed class FunctionTable
{
    private const uint Magic118 = 0xfffffff0;
    private const uint Magic120 = 0xfffffff1;
    private const int RecordSize118 = 40;
    private const int RecordSize120 = 44;
    private readonly uint[] _entries;
    private readonly uint[] _records;
    private readonly ImageAddress _names;
    private readonly ImageAddress _pcTables;
    private readonly ImageAddress _unitFiles;
    private readonly ImageAddress _files;
    private readonly ImageAddress _base;

    /// <summary>Reads the table of a module.</summary>
    /// <exception cref="InvalidBinaryException">It is damaged, or of another version.</exception>
    public FunctionTable(RuntimeModule module)
    {
        Module = module;
        var header = module.AddressIn("pcHeader");
        var magic = module.Image.ReadUInt32(header);
        if (magic is not (Magic118 or Magic120) || module.Image.ReadByte(header + 6) != 1 || module.Image.ReadByte(header + 7) != 8)
        {
            throw module.Image.Invalid(header, $"a table of functions with magic 0x{magic:x}, which is not that of Go 1.18 to 1.26 on x64");
        }

        HasStartLines = magic == Magic120;
        (_names, _pcTables, _unitFiles, _files, _base) = (module.AddressIn("funcnametab"), module.AddressIn("pctab"), module.AddressIn("cutab"),
            module.AddressIn("filetab"), module.AddressIn("pclntable"));
        var (start, count) = module.Slice("ftab");
        if (count is 0 or > GoLimits.Functions)
        {
            throw module.Image.Invalid(start, $"a table of {count} functions; at most {GoLimits.Functions} are read");
        }

        (_entries, _records) = (new uint[count], new uint[count]);
        for (var i = 0; i < _entries.Length; i++)
        {
            _entries[i] = module.Image.ReadUInt32(start + (ulong)i * 8);
            _records[i] = module.Image.ReadUInt32(start + (ulong)i * 8 + 4);
            if (i > 0 && _entries[i] < _entries[i - 1])
            {
                throw module.Image.Invalid(start + (ulong)i * 8, "functions that are not in the order of their addresses");
            }
        }
    }

    /// <summary>The module.</summary>
    public RuntimeModule Module { get; }

    /// <summary>How many functions there are; the last entry of the table only says where they end.</summary>
    public int Count => _entries.Length - 1;

    /// <summary>The size of a function's record, without the tables behind it, in bytes.</summary>
    public int RecordSize => HasStartLines ? RecordSize120 : RecordSize118;

    /// <summary>Whether records say in which line a function begins (1.20 and later).</summary>
    internal bool HasStartLines { get; }

    /// <summary>The function at a position.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none.</exception>
    public GoFunction this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            return new GoFunction(this, index, Module.Text + _entries[index], Module.Text + _entries[index + 1], _base + _records[index]);
        }
    }

    /// <summary>The function whose code holds an address; null when none does. Padding belongs to the function before it.</summary>
    public GoFunction? Find(ImageAddress counter)
    {
        var offset = counter.Value - Module.Text.Value;
        if (offset < _entries[0] || offset >= _entries[^1])
        {
            return null;
        }

        var index = Array.BinarySearch(_entries, (uint)offset);
        return this[index >= 0 ? index : ~index - 1];
    }

    /// <summary>Where the name with an offset stands.</summary>
    public ImageAddress NameAt(uint offset) => _names + offset;

    /// <summary>Where the table of values with an offset stands.</summary>
    public ImageAddress PcTableAt(uint offset) => _pcTables + offset;

    /// <summary>Where the entry of a compilation unit's file stands, which is the offset of the file's name.</summary>
    public ImageAddress UnitFileAt(uint unit, int file) => _unitFiles + ((ulong)unit + (uint)file) * 4;

    /// <summary>Where the file's name with an offset stands.</summary>
    public ImageAddress FileNameAt(uint offset) => _files + offset;

    /// <summary>The text at an address up to its zero byte.</summary>
    /// <exception cref="InvalidBinaryException">It has no end.</exception>
    internal string Text(ImageAddress address)
    {
        var length = 0;
        while (Module.Image.ReadByte(address + (ulong)length) != 0)
        {
            if (++length > GoLimits.NameLength)
            {
                throw Module.Image.Invalid(address, $"a name of more than {GoLimits.NameLength} bytes");
            }
        }

        return System.Text.Encoding.UTF8.GetString(Module.Image.Read(address, length));
    }
}
