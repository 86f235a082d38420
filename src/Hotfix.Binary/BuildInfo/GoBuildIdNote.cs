using System.Buffers.Binary;
using System.Text;
using Hotfixing.Binary.Elf;

namespace Hotfixing.Binary.BuildInfo;

/// <summary>
/// The note with Go's build id (cmd/internal/buildid/note.go, readELF, 1.19 to 1.26; the form of notes: System V ABI, chapter 5).
/// </summary>
internal static class GoBuildIdNote
{
    /// <summary>The longest id, in bytes. The four hashes of the go command have 83.</summary>
    public const int MaximumLength = 4096;

    private const int HeaderSize = 12;
    private const int Alignment = 4;
    private const uint BuildIdKind = 4;

    public static string? TryRead(ElfFile file)
    {
        foreach (var segment in file.Segments.Where(s => s.Type == ElfSegmentType.Notes))
        {
            var notes = file.Bytes.Slice((int)segment.Offset, (int)segment.FileSize).Span;
            while (notes.Length >= HeaderSize)
            {
                var nameSize = BinaryPrimitives.ReadUInt32LittleEndian(notes);
                var size = BinaryPrimitives.ReadUInt32LittleEndian(notes[4..]);
                var start = HeaderSize + Aligned(nameSize);
                if (start + size > notes.Length)
                {
                    throw new InvalidBinaryException(file.Name, (long)segment.Offset, "a note that reaches beyond its segment");
                }

                if (BinaryPrimitives.ReadUInt32LittleEndian(notes[8..]) == BuildIdKind
                    && notes.Slice(HeaderSize, (int)nameSize).SequenceEqual("Go\0\0"u8) && size <= MaximumLength)
                {
                    return Encoding.UTF8.GetString(notes.Slice((int)start, (int)size));
                }

                notes = notes[(int)Math.Min(start + Aligned(size), notes.Length)..];
            }
        }

        return null;
    }

    private static long Aligned(uint size) => ((long)size + Alignment - 1) / Alignment * Alignment;
}
