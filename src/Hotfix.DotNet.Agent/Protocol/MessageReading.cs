namespace Hotfixing.DotNet.Protocol;

/// <summary>Arrays and blobs of the protocol: a 32-bit count, then the elements. Counts are checked against what is left.</summary>
internal static class MessageReading
{
    public static void WriteBlob(this BinaryWriter writer, byte[] bytes)
    {
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }

    public static void WriteAll<T>(this BinaryWriter writer, T[] items, Action<T, BinaryWriter> write)
    {
        writer.Write(items.Length);
        foreach (var item in items)
        {
            write(item, writer);
        }
    }

    /// <summary>Reads a count of elements of at least <paramref name="elementSize"/> bytes each.</summary>
    public static int ReadCount(this BinaryReader reader, int elementSize)
    {
        var count = reader.ReadInt32();
        var left = reader.BaseStream.Length - reader.BaseStream.Position;
        return count >= 0 && count <= left / elementSize
            ? count
            : throw new InvalidDataException($"count {count} at {reader.BaseStream.Position - 4} exceeds the message");
    }

    public static byte[] ReadExactly(this BinaryReader reader, int count)
    {
        var bytes = reader.ReadBytes(count);
        return bytes.Length == count ? bytes : throw new EndOfStreamException();
    }

    public static byte[] ReadBlob(this BinaryReader reader) => reader.ReadExactly(reader.ReadCount(1));

    public static T[] ReadAll<T>(this BinaryReader reader, Func<BinaryReader, T> read)
    {
        var items = new T[reader.ReadCount(1)];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = read(reader);
        }

        return items;
    }
}
