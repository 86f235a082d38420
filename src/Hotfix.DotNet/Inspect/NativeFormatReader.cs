using System.Collections.Immutable;

namespace Hotfixing.DotNet.Inspect;

/// <summary>
/// Reads the hash tables of native images: dotnet/runtime, src/coreclr/vm/nativeformatreader.h (NativeReader, NativeHashtable), the same
/// in .NET 8 to 10. Every read is within the bytes, or throws <see cref="BadImageFormatException"/>.
/// </summary>
internal sealed class NativeFormatReader(ImmutableArray<byte> bytes)
{
    /// <summary>The offsets of all entries of the hash table that begins at 0.</summary>
    public IEnumerable<int> Entries()
    {
        var header = At(0);
        var (size, buckets) = (header & 3, 1L << (header >> 2));
        var (position, end) = (1 + Index(0, size), 1 + Index(buckets, size));
        while (position < end)
        {
            // The low byte of the hash code, then the distance to the entry.
            var from = position + 1;
            (position, var distance) = Signed(from);
            yield return from + distance;
        }
    }

    /// <summary>Reads an unsigned number, and moves the offset behind it.</summary>
    public uint Unsigned(ref int offset)
    {
        var first = At(offset);
        var length = Length(first);
        uint value = 0;
        for (var i = 0; i < length; i++)
        {
            value |= (uint)At(offset + i) << (8 * i);
        }

        if (length == 5)
        {
            value = Four(offset + 1);
        }
        else
        {
            value >>= length;
        }

        offset += length;
        return value;
    }

    private (int Next, int Value) Signed(int offset)
    {
        var next = offset;
        var value = Unsigned(ref next);
        var bits = next - offset == 5 ? 32 : 7 * (next - offset);
        return (next, (int)(value << (32 - bits)) >> (32 - bits));
    }

    private int Index(long bucket, int size)
    {
        var offset = 1 + (bucket << size);
        return offset > bytes.Length ? throw Damaged(offset)
            : size switch { 0 => At((int)offset), 1 => At((int)offset) | (At((int)offset + 1) << 8), _ => (int)Four((int)offset) };
    }

    private static int Length(byte first) => (first & 0x1F) switch
    {
        var f when (f & 1) == 0 => 1,
        var f when (f & 2) == 0 => 2,
        var f when (f & 4) == 0 => 3,
        var f when (f & 8) == 0 => 4,
        var f when (f & 16) == 0 => 5,
        _ => throw new BadImageFormatException("a number of a native image is longer than any"),
    };

    private uint Four(int offset) => At(offset) | ((uint)At(offset + 1) << 8) | ((uint)At(offset + 2) << 16) | ((uint)At(offset + 3) << 24);

    private byte At(int offset) => (uint)offset < (uint)bytes.Length ? bytes[offset] : throw Damaged(offset);

    private static BadImageFormatException Damaged(long offset) => new($"a table of the native image ends before {offset}");
}
