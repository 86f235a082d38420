using Hotfixing.Binary;
using Hotfixing.Binary.Elf;
using Hotfixing.Binary.GoSym;
using Hotfixing.Go.Compare;

namespace Hotfixing.Go.Link;

/// <summary>
/// Takes over what the runtime's table of functions says of the functions of a patch. The tables hold offsets only, so they are right
/// where they are; only what belongs to these functions is kept.
/// </summary>
internal sealed class FunctionTableLinker
{
    private const int StackObjectSize = 16;
    private const int MostStackObjects = 1_000_000;
    private readonly FunctionTable _table;
    private readonly PatchBytes _output;
    private readonly ImageAddress[] _funcData;
    private readonly ImageAddress _endOfFuncData;

    public FunctionTableLinker(FunctionTable table, ImageSymbols symbols, ObjectRelocations relocations, PatchBytes output)
    {
        (_table, _output) = (table, output);
        var all = new SortedSet<ImageAddress>();
        for (var i = 0; i < table.Count; i++)
        {
            var function = table[i];
            for (var k = 0; k < function.FuncDataCount; k++)
            {
                if (function.FuncData(k) is { } start)
                {
                    all.Add(start);
                }
            }
        }

        _funcData = [.. all];
        _endOfFuncData = EndOfFuncData(symbols, relocations);
    }

    private ProgramImage Image => _table.Module.Image;

    /// <summary>Keeps what the table says of a function.</summary>
    /// <exception cref="CannotLinkException">The table does not know it, or contradicts itself.</exception>
    public void Keep(ImageSymbol symbol)
    {
        if (_table.Find(symbol.Start) is not { } function || function.Entry != symbol.Start)
        {
            throw new CannotLinkException(LinkDiagnostics.NotProved($"the table of functions has no {symbol.Name}"));
        }

        _output.Keep(function.Record, (ulong)function.RecordLength);
        KeepText(function.NameAddress);
        KeepPcTables(function);
        KeepInlinedCalls(function);
        for (var k = 0; k < function.FuncDataCount; k++)
        {
            if (function.FuncData(k) is { } start)
            {
                _output.Keep(start, NextFuncData(start).Value - start.Value);
            }
        }

        KeepStackObjects(function);
        KeepRows(function, symbol);
    }

    /// <summary>Keeps the row that says where the last function ends.</summary>
    public void KeepEnd()
    {
        _output.Keep(_table.RowAt(_table.Count), 8);
    }

    private void KeepPcTables(GoFunction function)
    {
        foreach (var offset in new[] { function.FrameSizes, function.Lines }.Concat(Enumerable.Range(0, function.PcDataCount).Select(function.PcData)))
        {
            if (offset != 0)
            {
                _output.Keep(_table.PcTableAt(offset), (ulong)function.Table(offset).Length);
            }
        }

        if (function.Files == 0)
        {
            return;
        }

        var files = function.Table(function.Files);
        _output.Keep(_table.PcTableAt(function.Files), (ulong)files.Length);
        foreach (var file in files.Values.Select(v => v.Value).Distinct())
        {
            KeepFile(function, file);
        }
    }

    private void KeepFile(GoFunction function, int file)
    {
        if (file < 0)
        {
            return;
        }

        var entry = _table.UnitFileAt(function.Unit, file);
        _output.Keep(entry, 4);
        if (Image.ReadUInt32(entry) is not uint.MaxValue and var name)
        {
            KeepText(_table.FileNameAt(name));
        }
    }

    private void KeepInlinedCalls(GoFunction function)
    {
        foreach (var call in function.InlinedCalls())
        {
            _output.Keep(call.Address, (ulong)call.Length);
            KeepText(_table.NameAt(call.NameOffset));
            KeepFile(function, call.File ?? -1);
        }
    }

    // A frame's objects: their count, then position, size, how much of it may hold pointers (negative until 1.23: by a program), and
    // the offset of the mask from moduledata.rodata (runtime/stack.go, stackObjectRecord, 1.19 to 1.26).
    private void KeepStackObjects(GoFunction function)
    {
        if (function.FuncData(GoFunction.StackObjects) is not { } start)
        {
            return;
        }

        var count = Image.ReadUInt64(start);
        if (count > MostStackObjects || start + 8 + count * StackObjectSize > NextFuncData(start))
        {
            throw new CannotLinkException(LinkDiagnostics.NotProved($"{function.Name} has {count} objects in its frame"));
        }

        _output.Keep(start, 8 + count * StackObjectSize);
        for (var i = 0UL; i < count; i++)
        {
            var record = start + 8 + i * StackObjectSize;
            var pointers = (int)Image.ReadUInt32(record + 8);
            var mask = _table.Module.AddressIn("rodata") + Image.ReadUInt32(record + 12);
            _output.Keep(mask, pointers < 0 ? 4 + Image.ReadUInt32(mask) : (ulong)(pointers / 8 + 7) / 8);
        }
    }

    // What the runtime passes on its way to the function, from any address in it.
    private void KeepRows(GoFunction function, ImageSymbol symbol)
    {
        var first = function.Index;
        for (var counter = symbol.Start; counter < symbol.Start + symbol.Size; counter = Min(counter + 256, symbol.Start + symbol.Size))
        {
            KeepBucket(counter, ref first);
        }

        KeepBucket(symbol.Start + (symbol.Size - 1), ref first);
        _output.Keep(_table.RowAt(first), _table.RowAt(function.Index + 2).Value - _table.RowAt(first).Value);
    }

    private void KeepBucket(ImageAddress counter, ref int first)
    {
        _output.Keep(_table.BucketAt(counter), 4);
        _output.Keep(_table.SubBucketAt(counter), 1);
        first = Math.Min(first, _table.FirstRowFor(counter));
    }

    private static ImageAddress Min(ImageAddress left, ImageAddress right) => left < right ? left : right;

    private void KeepText(ImageAddress start)
    {
        var length = 0UL;
        while (Image.ReadByte(start + length) != 0)
        {
            length++;
        }

        _output.Keep(start, length + 1);
    }

    private ImageAddress NextFuncData(ImageAddress start)
    {
        var next = Array.BinarySearch(_funcData, start) + 1;
        return next < _funcData.Length ? _funcData[next] : _endOfFuncData;
    }

    private ImageAddress EndOfFuncData(ImageSymbols symbols, ObjectRelocations relocations)
    {
        if (_funcData.Length == 0 || relocations.SectionAt(_funcData[^1]) is not { } section)
        {
            return default;
        }

        var end = Image.AddressOf(section) + section.Size;
        return symbols.All.Where(s => s.Start > _funcData[^1] && s.Start < end).Select(s => s.Start).Append(end).Min();
    }
}
