using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Hotfixing.Binary.Elf;

/// <summary>
/// Reads compressed sections: those that say so in their flags (System V ABI, chapter 4, Elf64_Chdr) and the older ones that say so
/// in their name, .zdebug_ (binutils: gas/doc, --compress-debug-sections=zlib-gnu; cmd/link/internal/ld/dwarf.go until Go 1.19).
/// </summary>
internal static class SectionDecompression
{
    private const uint Zlib = 1;
    private const uint Zstandard = 2;
    private const int HeaderSize = 24;
    private const int OldHeaderSize = 12;

    public static bool IsCompressed(ElfSection section) =>
        section.Flags.HasFlag(ElfSectionTraits.Compressed) || section.Name.StartsWith(".zdebug_", StringComparison.Ordinal);

    public static ReadOnlyMemory<byte> Decompress(FileContents file, ElfSection section)
    {
        var bytes = file.Slice(section.Offset, section.Size, $"section {section.Name}");
        if (!section.Flags.HasFlag(ElfSectionTraits.Compressed))
        {
            return bytes.Length >= OldHeaderSize && bytes.Span[..4].SequenceEqual("ZLIB"u8)
                ? Decompress(file, section, bytes[OldHeaderSize..], BinaryPrimitives.ReadUInt64BigEndian(bytes.Span[4..]))
                : throw file.Invalid(section.Offset, $"section {section.Name} does not begin as a compressed one");
        }

        if (bytes.Length < HeaderSize)
        {
            throw file.Invalid(section.Offset, $"section {section.Name} is too small to be compressed");
        }

        return BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span) switch
        {
            Zlib => Decompress(file, section, bytes[HeaderSize..], BinaryPrimitives.ReadUInt64LittleEndian(bytes.Span[8..])),
            Zstandard => throw file.Invalid(section.Offset, $"section {section.Name} is compressed with zstd, which is not read"),
            var other => throw file.Invalid(section.Offset, $"section {section.Name} is compressed in an unknown way ({other})"),
        };
    }

    private static ReadOnlyMemory<byte> Decompress(FileContents file, ElfSection section, ReadOnlyMemory<byte> compressed, ulong size)
    {
        if (size > ElfLimits.Decompressed)
        {
            throw file.Invalid(section.Offset, $"section {section.Name} has {size} bytes when decompressed; at most {ElfLimits.Decompressed} are read");
        }

        try
        {
            var result = new byte[size];
            var array = MemoryMarshal.TryGetArray(compressed, out var segment) ? segment : new ArraySegment<byte>(compressed.ToArray());
            using var source = new MemoryStream(array.Array!, array.Offset, array.Count, writable: false);
            using var stream = new ZLibStream(source, CompressionMode.Decompress);
            stream.ReadExactly(result);
            return stream.ReadByte() < 0 ? result : throw file.Invalid(section.Offset, $"section {section.Name} is longer than it says");
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw file.Invalid(section.Offset, $"section {section.Name} cannot be decompressed", e);
        }
    }
}
