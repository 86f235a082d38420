using System.IO.Compression;
using Hotfixing.DotNet.Compare;
using Microsoft.Win32.SafeHandles;

namespace Hotfixing.DotNet.Inspect;

/// <summary>A file inside a single-file program.</summary>
/// <param name="Path">Its path within the program, as it was published.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Offset">Where it begins in the program's file, in bytes.</param>
/// <param name="Size">Its size as it was before it was put in, in bytes.</param>
/// <param name="CompressedSize">What it takes in the program's file, in bytes; 0 when it is not compressed.</param>
internal sealed record BundleEntry(string Path, BundleEntryKind Kind, long Offset, long Size, long CompressedSize)
{
    /// <summary>The largest file that is read, in bytes.</summary>
    public const int MaximumSize = AssemblyImage.MaximumSize;

    /// <summary>Deflate makes nothing smaller than by about this factor (zlib's technical details: 1032).</summary>
    public const int MaximumRatio = 1040;

    /// <summary>The file's name.</summary>
    public string FileName => System.IO.Path.GetFileName(Path);

    /// <summary>Whether it is compressed.</summary>
    public bool IsCompressed => CompressedSize != 0;

    /// <summary>Where it ends in the program's file.</summary>
    public long End => Offset + (IsCompressed ? CompressedSize : Size);

    /// <summary>Reads its bytes, as they were before it was put in.</summary>
    /// <param name="file">The program's file.</param>
    /// <param name="name">Its name, for messages.</param>
    /// <exception cref="InvalidBinaryException">They are damaged, or too many.</exception>
    public byte[] Read(SafeFileHandle file, string name)
    {
        if (Size > MaximumSize || (IsCompressed && Size / MaximumRatio > CompressedSize))
        {
            throw new InvalidBinaryException(name, Offset, $"{Path} in it is said to have {Size} bytes, more than are read");
        }

        var stored = new byte[End - Offset];
        for (var done = 0; done < stored.Length;)
        {
            var read = RandomAccess.Read(file, stored.AsSpan(done), Offset + done);
            done += read > 0 ? read : throw new InvalidBinaryException(name, Offset + done, $"{Path} in it is cut off");
        }

        return IsCompressed ? Inflate(stored, name) : stored;
    }

    /// <summary>The runtime, too, takes it only if it yields the very size (runtime: src/coreclr/vm/peimagelayout.cpp, 8 to 10).</summary>
    private byte[] Inflate(byte[] stored, string name)
    {
        try
        {
            using var stream = new DeflateStream(new MemoryStream(stored), CompressionMode.Decompress);
            var bytes = new byte[Size];
            stream.ReadExactly(bytes);
            return stream.ReadByte() < 0 ? bytes : throw new InvalidDataException("it has more bytes than it says");
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new InvalidBinaryException(name, Offset, $"{Path} in it cannot be decompressed: {e.Message}", e);
        }
    }
}
