using System.Buffers.Binary;

namespace Hotfixing.DotNet.Inspect;

/// <summary>
/// The list of the files inside a single-file program (runtime: src/native/corehost/bundle/{header,file_entry,reader}.cpp and
/// Microsoft.NET.HostModel/Bundle/Manifest.cs; all of 8 to 10 write version 6.0).
/// </summary>
internal sealed class SingleFileBundle
{
    /// <summary>The largest list that is read, in bytes.</summary>
    public const int MaximumManifest = 16 * 1024 * 1024;

    /// <summary>The most files in one list.</summary>
    public const int MaximumEntries = 100_000;

    /// <summary>The longest path of one, in characters (PATH_MAX).</summary>
    public const int MaximumPath = 4096;

    private const uint MajorVersion = 6;

    private SingleFileBundle(string path, IReadOnlyList<BundleEntry> entries)
    {
        Path = path;
        Entries = entries;
    }

    /// <summary>
    /// What the host has beside the offset of the list: the SHA-256 of ".net core bundle" and a line feed (runtime:
    /// src/native/corehost/apphost/bundle_marker.c, 8 to 10).
    /// </summary>
    private static ReadOnlySpan<byte> Signature =>
    [
        0x8b, 0x12, 0x02, 0xb9, 0x6a, 0x61, 0x20, 0x38, 0x72, 0x7b, 0x93, 0x02, 0x14, 0xd7, 0xa0, 0x32,
        0x13, 0xf5, 0xb9, 0xe6, 0xef, 0xae, 0x33, 0x18, 0xee, 0x3b, 0x2d, 0xce, 0x24, 0xb3, 0x6a, 0xae,
    ];

    /// <summary>Where the program was read from.</summary>
    public string Path { get; }

    /// <summary>The files.</summary>
    public IReadOnlyList<BundleEntry> Entries { get; }

    /// <summary>The assemblies among them.</summary>
    public IEnumerable<BundleEntry> Assemblies => Entries.Where(e => e.Kind == BundleEntryKind.Assembly);

    /// <summary>Reads the list; null when the program is no single file.</summary>
    /// <param name="path">The program's file.</param>
    /// <param name="program">The program.</param>
    /// <exception cref="InvalidBinaryException">It is damaged, of an unknown version, or cannot be read.</exception>
    public static SingleFileBundle? Read(string path, ElfProgram program)
    {
        if (OffsetIn(program.Data) is not (not 0 and var offset))
        {
            return null;
        }

        try
        {
            using var file = File.OpenHandle(path);
            var length = RandomAccess.GetLength(file);
            if (offset < 0 || offset >= length)
            {
                throw new InvalidBinaryException(path, 0, $"the list of its contents is said to be at {offset}, beyond its end");
            }

            var bytes = new byte[Math.Min(length - offset, MaximumManifest)];
            var read = RandomAccess.Read(file, bytes, offset);
            using var reader = new BinaryReader(new MemoryStream(bytes, 0, read));
            return new SingleFileBundle(path, Read(reader, path, offset, length));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new InvalidBinaryException(path, offset, $"the list of its contents cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Reads one of the files, from where the list was read.</summary>
    /// <exception cref="InvalidBinaryException">It is damaged, or cannot be read.</exception>
    public byte[] ReadEntry(BundleEntry entry)
    {
        try
        {
            using var file = File.OpenHandle(Path);
            return entry.Read(file, Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidBinaryException(Path, entry.Offset, $"cannot be read: {e.Message}", e);
        }
    }

    private static long OffsetIn(ReadOnlySpan<byte> data)
    {
        var marker = data.IndexOf(Signature);
        return marker < sizeof(long) ? 0 : BinaryPrimitives.ReadInt64LittleEndian(data[(marker - sizeof(long))..]);
    }

    private static List<BundleEntry> Read(BinaryReader reader, string path, long offset, long length)
    {
        var (major, minor, count) = (reader.ReadUInt32(), reader.ReadUInt32(), reader.ReadInt32());
        if (major != MajorVersion || minor != 0)
        {
            throw new InvalidBinaryException(path, offset, $"the list of its contents has version {major}.{minor}, which is not known");
        }

        if (count is <= 0 or > MaximumEntries)
        {
            throw new InvalidBinaryException(path, offset, $"it is said to hold {count} files");
        }

        // Then come the id of the bundle, where deps.json and runtimeconfig.json lie, which their entries say too, and flags.
        ReadText(reader);
        reader.ReadBytes(5 * sizeof(long));
        var entries = new List<BundleEntry>();
        for (var i = 0; i < count; i++)
        {
            var (start, size, compressedSize) = (reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64());
            var kind = (BundleEntryKind)reader.ReadByte();
            var entry = new BundleEntry(ReadText(reader), kind, start, size, compressedSize);
            var isWithin = start > 0 && size >= 0 && compressedSize >= 0 && start <= length && entry.End - start <= length - start;
            entries.Add(isWithin && Enum.IsDefined(entry.Kind)
                ? entry
                : throw new InvalidBinaryException(
                    path, offset, $"file {i} in it is said to lie where nothing is, or to be of a kind that is not known"));
        }

        return entries;
    }

    private static string ReadText(BinaryReader reader) => reader.ReadString() is { Length: > 0 and <= MaximumPath } text
        ? text
        : throw new FormatException("a name is empty or too long");
}
