using Hotfixing.Binary.Elf;

namespace Hotfixing.Binary.GoSym;

/// <summary>
/// A table of values by program counter: pcsp, pcfile, pcln and pcdata. Pairs of variable-length numbers: a zig-zag step of the
/// value, which starts at -1, and a step of the counter; a value step of 0 that is not the first ends it
/// (runtime/symtab.go: step, pcvalue; cmd/internal/obj/pcln.go: funcpctab; Go 1.2 to 1.26).
/// </summary>
public sealed class PcValueTable
{
    private readonly List<PcValue> _values = [];

    private PcValueTable()
    {
    }

    /// <summary>The stretches of the function with one value each, in order.</summary>
    public IReadOnlyList<PcValue> Values => _values;

    /// <summary>How many bytes the table takes.</summary>
    public int Length { get; private set; }

    /// <summary>The value at an offset from the function's entry; null behind the table's end.</summary>
    public int? At(uint offset)
    {
        foreach (var value in _values)
        {
            if (offset < value.End)
            {
                return value.Value;
            }
        }

        return null;
    }

    /// <summary>Reads a table.</summary>
    /// <exception cref="InvalidBinaryException">It has no end, or is not there.</exception>
    internal static PcValueTable Read(ProgramImage image, ImageAddress start)
    {
        var table = new PcValueTable();
        var at = start;
        var value = -1;
        var counter = 0UL;
        for (var step = 0; step < GoLimits.PcValueSteps; step++)
        {
            var change = Varint.Read(image, ref at);
            if (change == 0 && step > 0)
            {
                table.Length = (int)(at - start);
                return table;
            }

            value += (int)((uint)change >> 1) ^ -(int)(change & 1);
            counter += Varint.Read(image, ref at);
            if (counter > uint.MaxValue)
            {
                break;
            }

            table._values.Add(new PcValue(value, (uint)counter));
        }

        throw image.Invalid(start, "a table of values by program counter has no end");
    }
}
