using Hotfixing.Binary.Elf;

namespace Hotfixing.Binary.GoSym;

/// <summary>
/// A function as the runtime knows it: a record of 40 bytes (1.18, 1.19) or 44 (1.20 to 1.26, which have the start line before the
/// kind), then offsets of its pcdata and funcdata (runtime/runtime2.go, _func).
/// </summary>
public readonly struct GoFunction
{
    /// <summary>The pcdata that says where the runtime may not stop it.</summary>
    public const int UnsafePoints = 0;

    /// <summary>The pcdata that says in which inlined call it is.</summary>
    public const int InlineIndexes = 2;

    /// <summary>The funcdata with the objects of its frame.</summary>
    public const int StackObjects = 2;

    /// <summary>The funcdata with the calls that were inlined.</summary>
    public const int InlineTree = 3;

    /// <summary>The offset of funcdata that is not there.</summary>
    private const uint NoFuncData = uint.MaxValue;

    private readonly FunctionTable _table;

    internal GoFunction(FunctionTable table, int index, ImageAddress entry, ImageAddress end, ImageAddress record)
    {
        _table = table;
        (Index, Entry, End, Record) = (index, entry, end, record);
    }

    /// <summary>Its position among the functions.</summary>
    public int Index { get; }

    /// <summary>Where it begins.</summary>
    public ImageAddress Entry { get; }

    /// <summary>Where the next one begins.</summary>
    public ImageAddress End { get; }

    /// <summary>Where its record stands.</summary>
    public ImageAddress Record { get; }

    /// <summary>Its name; the arguments of a generic function's types are written "...".</summary>
    public string Name => _table.Text(NameAddress);

    /// <summary>Where its name stands.</summary>
    public ImageAddress NameAddress => _table.NameAt(Field(4));

    /// <summary>The offset of its table of frame sizes; 0 when it has none.</summary>
    public uint FrameSizes => Field(16);

    /// <summary>The offset of its table of files; 0 when it has none.</summary>
    public uint Files => Field(20);

    /// <summary>The offset of its table of lines; 0 when it has none.</summary>
    public uint Lines => Field(24);

    /// <summary>The index of its compilation unit's first file.</summary>
    public uint Unit => Field(32);

    /// <summary>What the runtime treats specially about it (internal/abi/symtab.go, FuncID).</summary>
    public byte Kind => ByteFromEnd(4);

    /// <summary>Flags (internal/abi/symtab.go, FuncFlag).</summary>
    public byte Flags => ByteFromEnd(3);

    /// <summary>How many tables of pcdata it has.</summary>
    public int PcDataCount => Checked(Field(28));

    /// <summary>How many tables of funcdata it has.</summary>
    public int FuncDataCount => Checked(ByteFromEnd(1));

    /// <summary>How many bytes the record and what follows it take.</summary>
    public int RecordLength => _table.RecordSize + 4 * (PcDataCount + FuncDataCount);

    private ProgramImage Image => _table.Module.Image;

    /// <summary>The offset of a table of pcdata; 0 when it has none.</summary>
    public uint PcData(int index) => index < PcDataCount ? Field(_table.RecordSize + 4 * index) : 0;

    /// <summary>Where funcdata stands; null when it has none.</summary>
    public ImageAddress? FuncData(int index) =>
        index < FuncDataCount && Field(_table.RecordSize + 4 * (PcDataCount + index)) is not NoFuncData and var offset
            ? _table.Module.AddressIn("gofunc") + offset
            : null;

    /// <summary>A table of values.</summary>
    /// <param name="offset">Its offset, not 0.</param>
    /// <exception cref="InvalidBinaryException">It is damaged.</exception>
    public PcValueTable Table(uint offset) => PcValueTable.Read(Image, _table.PcTableAt(offset));

    /// <summary>The size of its frame at an address, without the return address; null when the tables do not say.</summary>
    public int? FrameSizeAt(ImageAddress counter) => Value(FrameSizes, counter);

    /// <summary>Whether the runtime may stop it at an address whatever it does there.</summary>
    public bool IsSafePoint(ImageAddress counter) => PcData(UnsafePoints) == 0 || Value(PcData(UnsafePoints), counter) is not -2;

    /// <summary>The line the code at an address comes from; null when the tables do not say.</summary>
    public int? LineAt(ImageAddress counter) => Value(Lines, counter);

    /// <summary>The file the code at an address comes from; null when the tables do not say.</summary>
    public string? FileAt(ImageAddress counter) =>
        Value(Files, counter) is { } file and >= 0 && Image.ReadUInt32(_table.UnitFileAt(Unit, file)) is not uint.MaxValue and var name
            ? _table.Text(_table.FileNameAt(name))
            : null;

    /// <summary>The calls that were inlined into it, as many as its tables refer to.</summary>
    /// <exception cref="InvalidBinaryException">They are damaged.</exception>
    public IReadOnlyList<InlinedCall> InlinedCalls()
    {
        if (FuncData(InlineTree) is not { } tree || PcData(InlineIndexes) is not (not 0 and var indexes))
        {
            return [];
        }

        var table = _table;
        var count = Table(indexes).Values.Max(v => v.Value) + 1;
        var image = Image;
        return [.. Enumerable.Range(0, Math.Max(count, 0)).Select(i => InlinedCall.Read(image, tree, i, table.HasStartLines))];
    }

    /// <summary>Name and entry.</summary>
    public override string ToString() => $"{Name} at {Entry}";

    private uint Field(int offset) => Image.ReadUInt32(Record + (ulong)offset);

    private byte ByteFromEnd(int distance) => Image.ReadByte(Record + (ulong)(_table.RecordSize - distance));

    private int Checked(uint count) => count <= GoLimits.TablesOfFunction
        ? (int)count
        : throw Image.Invalid(Record, $"a function with {count} tables; at most {GoLimits.TablesOfFunction} are read");

    private int? Value(uint offset, ImageAddress counter) => offset == 0 ? null : Table(offset).At((uint)(counter - Entry));
}
