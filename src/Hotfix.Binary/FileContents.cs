using System.Buffers.Binary;

namespace Hotfixing.Binary;

/// <summary>The bytes of a file under its name; what reads past them names the file and the place.</summary>
internal sealed class FileContents(string name, ReadOnlyMemory<byte> bytes)
{
    public string Name { get; } = name;

    public ReadOnlyMemory<byte> Bytes { get; } = bytes;

    public ReadOnlyMemory<byte> Slice(ulong offset, ulong length, string what) =>
        offset <= (ulong)Bytes.Length && length <= (ulong)Bytes.Length - offset
            ? Bytes.Slice((int)offset, (int)length)
            : throw Invalid(offset, $"{what} reaches beyond the end of the file");

    public byte Byte(ulong offset) => Span(offset, 1)[0];

    public ushort UInt16(ulong offset) => BinaryPrimitives.ReadUInt16LittleEndian(Span(offset, 2));

    public uint UInt32(ulong offset) => BinaryPrimitives.ReadUInt32LittleEndian(Span(offset, 4));

    public ulong UInt64(ulong offset) => BinaryPrimitives.ReadUInt64LittleEndian(Span(offset, 8));

    public InvalidBinaryException Invalid(ulong offset, string message, Exception? inner = null) =>
        new(Name, (long)Math.Min(offset, long.MaxValue), message, inner);

    private ReadOnlySpan<byte> Span(ulong offset, int length) => Slice(offset, (ulong)length, "a header").Span;
}
