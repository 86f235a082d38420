using System.Buffers.Binary;

namespace Hotfixing.Binary.Dwarf;

/// <summary>Reads a section of debug information from front to back; what would read past its end names the file and the place.</summary>
internal ref struct DwarfCursor(string file, string section, ReadOnlySpan<byte> bytes, int position)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Position { get; private set; } = position;

    public readonly int Length => _bytes.Length;

    public byte Byte() => Take(1)[0];

    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    /// <summary>A number of any length (DWARF 5, 7.6); its bits above the 64th must be zero.</summary>
    public ulong Unsigned()
    {
        var result = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var part = Byte();
            if (shift > 63 || shift == 63 && part > 1)
            {
                throw Invalid("a number with more than 64 bits");
            }

            result |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
            {
                return result;
            }
        }
    }

    public void SkipNumber()
    {
        while (Byte() >= 0x80)
        {
        }
    }

    /// <summary>Skips a text that ends with a zero byte, and returns where it begins.</summary>
    public int Text()
    {
        var start = Position;
        var length = _bytes[start..].IndexOf((byte)0);
        Position = length >= 0 ? start + length + 1 : throw Invalid("a text without an end");
        return start;
    }

    public void Skip(ulong count)
    {
        Position = count <= (ulong)(_bytes.Length - Position) ? Position + (int)count : throw Invalid("it is cut off");
    }

    public readonly InvalidBinaryException Invalid(string message) => new(file, Position, $"{section}: {message}");

    private ReadOnlySpan<byte> Take(int count)
    {
        var start = Position;
        Skip((ulong)count);
        return _bytes.Slice(start, count);
    }
}
