using System.Buffers.Binary;

namespace Hotfixing.Go.Build;

/// <summary>
/// The first bytes of a patch file, little-endian: eight that name the format, its version (4 bytes), the length of the manifest (4),
/// the length of the packed object (8) and of the unpacked one (8), and the SHA-256 of all that and of what follows. Behind it stand
/// the manifest (JSON) and the object (Brotli), and nothing else.
/// </summary>
/// <param name="Version">The version of the format.</param>
/// <param name="Manifest">The length of the manifest, in bytes.</param>
/// <param name="Packed">The length of the packed object, in bytes.</param>
/// <param name="Unpacked">The length of the object, in bytes.</param>
internal readonly record struct PatchFileHeader(uint Version, int Manifest, long Packed, long Unpacked)
{
    /// <summary>The version that is written and read.</summary>
    public const uint CurrentVersion = 1;

    /// <summary>How many bytes come before the checksum.</summary>
    public const int Checked = 32;

    /// <summary>How many bytes come before the manifest.</summary>
    public const int Size = Checked + 32;

    /// <summary>What every file begins with; a copy that translates ends of lines would change it.</summary>
    public static ReadOnlySpan<byte> Magic => "HOTFIX\r\n"u8;

    /// <summary>Writes all but the checksum.</summary>
    public void Write(Span<byte> bytes)
    {
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[8..], Version);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[12..], Manifest);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], Packed);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[24..], Unpacked);
    }

    /// <summary>Reads all but the checksum.</summary>
    public static PatchFileHeader Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]),
        BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]));
}
