using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Hotfixing.DotNet.Inspect;

namespace Hotfixing.Tests.DotNet;

/// <summary>
/// Writes what a single-file program is to a reader: an ELF file whose data tells where the list of contents is, the contents, the list
/// (runtime: Microsoft.NET.HostModel/Bundle, 8 to 10).
/// </summary>
internal sealed class BundleFile
{
    private const string SectionNames = "\0.data\0.shstrtab\0";

    private readonly List<byte> _file = [];
    private readonly List<(string Path, byte Kind, long Offset, long Size, long CompressedSize)> _entries = [];
    private readonly int _marker;

    public BundleFile()
    {
        _file.AddRange(new byte[64]);
        _marker = _file.Count;
        _file.AddRange(new byte[8]);
        _file.AddRange(SHA256.HashData(Encoding.ASCII.GetBytes(".net core bundle\n")));
        var names = _file.Count;
        _file.AddRange(Encoding.ASCII.GetBytes(SectionNames));
        var sections = _file.Count;
        _file.AddRange(new byte[64]);
        WriteSection(SectionNames.IndexOf(".data", StringComparison.Ordinal), _marker, names - _marker);
        WriteSection(SectionNames.IndexOf(".shstrtab", StringComparison.Ordinal), names, SectionNames.Length);
        var header = new byte[64];
        "\u007fELF\u0002\u0001"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(18), 62);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(40), sections);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(58), 64);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(60), 3);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(62), 2);
        Overwrite(0, header);
    }

    /// <summary>What the version of the list is said to be.</summary>
    public uint Version { get; init; } = 6;

    /// <summary>How many files are said to be in it; null for as many as there are.</summary>
    public int? Count { get; init; }

    /// <summary>Puts a file in.</summary>
    public void Add(string path, byte[] contents, bool isCompressed = false, int alignment = 1)
    {
        while (_file.Count % alignment != 0)
        {
            _file.Add(0);
        }

        var stored = isCompressed ? Deflate(contents) : contents;
        AddEntry(path, _file.Count, contents.Length, isCompressed ? stored.Length : 0);
        _file.AddRange(stored);
    }

    /// <summary>Says that a file is in it.</summary>
    public void AddEntry(string path, long offset, long size, long compressedSize = 0, BundleEntryKind kind = BundleEntryKind.Assembly) =>
        _entries.Add((path, (byte)kind, offset, size, compressedSize));

    /// <summary>The whole file.</summary>
    public byte[] ToArray()
    {
        var list = _file.Count;
        using var contents = new MemoryStream();
        using var writer = new BinaryWriter(contents);
        writer.Write(Version);
        writer.Write(0);
        writer.Write(Count ?? _entries.Count);
        writer.Write("identifier");
        writer.Write(new byte[40]);
        foreach (var (path, kind, offset, size, compressedSize) in _entries)
        {
            writer.Write(offset);
            writer.Write(size);
            writer.Write(compressedSize);
            writer.Write(kind);
            writer.Write(path);
        }

        Overwrite(_marker, BitConverter.GetBytes((long)list));
        return [.. _file, .. contents.ToArray()];
    }

    public static byte[] Deflate(byte[] contents)
    {
        var stream = new MemoryStream();
        using (var deflate = new DeflateStream(stream, CompressionLevel.Optimal))
        {
            deflate.Write(contents);
        }

        return stream.ToArray();
    }

    private void WriteSection(int name, long offset, long size)
    {
        var section = new byte[64];
        BinaryPrimitives.WriteInt32LittleEndian(section, name);
        BinaryPrimitives.WriteInt64LittleEndian(section.AsSpan(24), offset);
        BinaryPrimitives.WriteInt64LittleEndian(section.AsSpan(32), size);
        _file.AddRange(section);
    }

    private void Overwrite(int position, byte[] bytes) => bytes.CopyTo(CollectionsMarshal.AsSpan(_file)[position..]);
}
