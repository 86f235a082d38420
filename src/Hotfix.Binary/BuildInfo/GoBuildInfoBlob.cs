using System.Text;
using Hotfixing.Binary.Elf;

namespace Hotfixing.Binary.BuildInfo;

/// <summary>
/// The blob that Go's linker writes since 1.18 (debug/buildinfo/buildinfo.go, readRawBuildInfo, 1.19 to 1.26): a header of 32 bytes,
/// then two strings that have their lengths before them. Older ones, which hold pointers, are not read.
/// </summary>
internal sealed record GoBuildInfoBlob(string Version, string Modules)
{
    /// <summary>The longest string, in bytes. That of a program with a thousand dependencies has 100 KB.</summary>
    public const int MaximumLength = 16 * 1024 * 1024;

    private const int Alignment = 16;
    private const int HeaderSize = 32;
    private const byte MagicByte = 0xff;
    private const int FlagsOffset = 15;
    private const byte StringsFollow = 2;

    // The go command frames the list of modules with 16 bytes on each side (cmd/go/internal/modload/build.go, infoStart and infoEnd).
    private const int FrameSize = 16;

    private static ReadOnlySpan<byte> Magic => " Go buildinf:"u8;

    public static GoBuildInfoBlob? TryFind(ElfFile file)
    {
        var data = Data(file).Span;
        for (var start = 0; start + HeaderSize <= data.Length; start += Alignment)
        {
            if (data[start] == MagicByte && data[(start + 1)..].StartsWith(Magic))
            {
                return Read(file, data[start..]);
            }
        }

        return null;
    }

    private static ReadOnlyMemory<byte> Data(ElfFile file)
    {
        if (file.Section(".go.buildinfo") is { } section)
        {
            return file.Data(section);
        }

        var segment = file.Segments.FirstOrDefault(s => s.Type == ElfSegmentType.Loaded && s.IsWritable && s.FileSize > 0);
        return segment is null ? default : file.Bytes.Slice((int)segment.Offset, (int)segment.FileSize);
    }

    private static GoBuildInfoBlob Read(ElfFile file, ReadOnlySpan<byte> blob)
    {
        if ((blob[FlagsOffset] & StringsFollow) == 0)
        {
            throw new InvalidBinaryException(file.Name, 0, "its build information has the form of Go 1.17 and older");
        }

        var rest = blob[HeaderSize..];
        var version = ReadString(file, ref rest);
        var modules = ReadString(file, ref rest);
        var isFramed = modules.Length > 2 * FrameSize && modules[^(FrameSize + 1)] == (byte)'\n';
        return new GoBuildInfoBlob(
            Encoding.UTF8.GetString(version), isFramed ? Encoding.UTF8.GetString(modules[FrameSize..^FrameSize]) : "");
    }

    private static ReadOnlySpan<byte> ReadString(ElfFile file, ref ReadOnlySpan<byte> rest)
    {
        var length = 0UL;
        for (var i = 0; i < Math.Min(rest.Length, 5); i++)
        {
            length |= (ulong)(rest[i] & 0x7f) << (7 * i);
            if (rest[i] >= 0x80)
            {
                continue;
            }

            rest = rest[(i + 1)..];
            if (length > (ulong)rest.Length || length > MaximumLength)
            {
                break;
            }

            var result = rest[..(int)length];
            rest = rest[(int)length..];
            return result;
        }

        throw new InvalidBinaryException(file.Name, 0, $"its build information is cut off, or longer than {MaximumLength} bytes");
    }
}
