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
    private const int RowSize = 8;
    private const int BucketSize = 20;
    private const int BucketCode = 4096;
    private const int SubBucketCode = 256;
    private readonly ImageAddress _rows;
    private readonly ImageAddress _buckets;
    private readonly ImageAddress _lowest;
    private readonly ImageAddress _highest;
    private readonly ImageAddress _text;
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

        (_rows, Count) = (start, (int)count - 1);
        (_buckets, _lowest, _highest, _text) = (module.AddressIn("findfunctab"), module.AddressIn("minpc"), module.AddressIn("maxpc"), module.Text);
    }

    /// <summary>The module.</summary>
    public RuntimeModule Module { get; }

    /// <summary>How many functions there are; the last entry of the table only says where they end.</summary>
    public int Count { get; }

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
            return new GoFunction(this, index, _text + Entry(index), _text + Entry(index + 1), _base + Module.Image.ReadUInt32(RowAt(index) + 4));
        }
    }

    /// <summary>
    /// The function whose code holds an address; null when none does. Padding belongs to the function before it. It is found as the
    /// runtime does, by a bucket for each 4096 bytes of code with an index for each 256 (runtime/symtab.go, findfunc and findfuncbucket),
    /// so that it needs of a pruned table what the runtime needs.
    /// </summary>
    /// <exception cref="InvalidBinaryException">The table does not lead to it.</exception>
    public GoFunction? Find(ImageAddress counter)
    {
        if (counter < _lowest || counter >= _highest)
        {
            return null;
        }

        var offset = (uint)(counter - _text);
        for (var index = FirstRowFor(counter); index < Count; index++)
        {
            if (Entry(index) > offset)
            {
                break;
            }

            if (Entry(index + 1) > offset)
            {
                return this[index];
            }
        }

        throw Module.Image.Invalid(_rows, $"the table of functions does not lead to {counter}");
    }

    /// <summary>The row from which on a function is looked for.</summary>
    public int FirstRowFor(ImageAddress counter)
    {
        var bucket = BucketAt(counter);
        return (int)Math.Min(Module.Image.ReadUInt32(bucket) + Module.Image.ReadByte(SubBucketAt(counter)), (uint)Count);
    }

    /// <summary>Where the bucket for an address stands: the index of a row, 4 bytes, and what is added to it for each part.</summary>
    public ImageAddress BucketAt(ImageAddress counter) => _buckets + (counter.Value - _lowest.Value) / BucketCode * BucketSize;

    /// <summary>Where the byte of its bucket for an address stands.</summary>
    public ImageAddress SubBucketAt(ImageAddress counter) => BucketAt(counter) + 4 + (counter.Value - _lowest.Value) % BucketCode / SubBucketCode;

    /// <summary>Where a row stands: the entry's offset and the record's, 4 bytes each.</summary>
    public ImageAddress RowAt(int index) => _rows + (ulong)index * RowSize;

    /// <summary>Where the name with an offset stands.</summary>
    public ImageAddress NameAt(uint offset) => _names + offset;

    /// <summary>Where the table of values with an offset stands.</summary>
    public ImageAddress PcTableAt(uint offset) => _pcTables + offset;

    /// <summary>Where the entry of a compilation unit's file stands, which is the offset of the file's name.</summary>
    public ImageAddress UnitFileAt(uint unit, int file) => _unitFiles + ((ulong)unit + (uint)file) * 4;

    /// <summary>Where the file's name with an offset stands.</summary>
    public ImageAddress FileNameAt(uint offset) => _files + offset;

    private uint Entry(int index) => Module.Image.ReadUInt32(RowAt(index));

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
