using Hotfixing.Binary;
using Hotfixing.Binary.Elf;
using Hotfixing.Linux;

namespace Hotfixing.Go.Link;

/// <summary>Finds where the object can be laid out: above the program, since its type offsets are positive, and within reach.</summary>
internal static class PatchPlacement
{
    /// <summary>How much memory linking may use behind the object's own, in bytes: masks, names and lists.</summary>
    public const ulong ExtraRoom = 4 * 1024 * 1024;

    private const ulong PageSize = 4096;
    private const ulong Alignment = 1024 * 1024;

    /// <summary>What a distance of 31 bits reaches, less a page at each end.</summary>
    private const ulong Reach = 0x7fff_e000;

    // Whatever lies below may grow: C's heap begins right behind a program.
    private static readonly ulong[] Distances = [256 * 1024 * 1024, 16 * 1024 * 1024, 1024 * 1024];

    /// <summary>The address for the object's first section.</summary>
    /// <exception cref="CannotLinkException">Nothing near enough is free.</exception>
    public static ImageAddress Choose(ProgramImage program, ElfFile relocatable, LiveProgram live)
    {
        var (low, high) = Extent(program.File);
        var (first, last) = (live.Bias.Loaded(low), live.Bias.Loaded(high));
        var room = Room(relocatable);
        foreach (var distance in Distances)
        {
            if (Gap(live.Mappings, first, last, room, distance) is { } place)
            {
                return live.Bias.Linked(place);
            }
        }

        throw new CannotLinkException(LinkDiagnostics.NoRoom(room));
    }

    private static (ImageAddress Low, ImageAddress High) Extent(ElfFile program)
    {
        var segments = program.Segments.Where(s => s.Type == ElfSegmentType.Loaded).ToList();
        return segments.Count == 0
            ? throw new InvalidBinaryException(program.Name, 0, "no segment is loaded")
            : (segments.Min(s => s.Address), segments.Max(s => s.Address + s.MemorySize));
    }

    private static ulong Room(ElfFile relocatable) =>
        relocatable.Sections.Where(s => s.IsLoaded).Aggregate(4 * PageSize + ExtraRoom, (sum, s) => sum + s.Size + Math.Max(s.Alignment, 1));

    private static TargetAddress? Gap(IReadOnlyList<MemoryMapping> mappings, TargetAddress low, TargetAddress high, ulong room, ulong distance)
    {
        var start = Align(high.Value + distance);
        foreach (var mapping in mappings.OrderBy(m => m.Start))
        {
            if (mapping.End <= high.Value)
            {
                continue;
            }

            if (mapping.Start >= start && mapping.Start - start >= room + distance)
            {
                break;
            }

            start = Math.Max(start, Align(mapping.End + distance));
        }

        return start + room - low.Value <= Reach ? new TargetAddress(start) : null;
    }

    private static ulong Align(ulong value) => (value + Alignment - 1) / Alignment * Alignment;
}
