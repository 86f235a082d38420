using Hotfixing.Go.Link;
using Hotfixing.Linux;

namespace Hotfixing.Go.Stage;

/// <summary>Finds address space in a target that nothing has mapped and that near jumps reach.</summary>
internal static class FreeSpace
{
    /// <summary>The size of a page, in bytes.</summary>
    public const ulong Page = 4096;

    /// <summary>Rounds a size up to whole pages.</summary>
    public static ulong WholePages(ulong size) => (size + Page - 1) & ~(Page - 1);

    /// <summary>The lowest free stretch from a place on; null when there is none within reach.</summary>
    /// <param name="mappings">What is mapped, in the order of addresses.</param>
    /// <param name="taken">What is about to be mapped besides.</param>
    /// <param name="from">The lowest address to take, a whole page.</param>
    /// <param name="limit">The address below which it has to end.</param>
    /// <param name="size">Its size in bytes.</param>
    public static TargetAddress? Find(
        IEnumerable<MemoryMapping> mappings, IEnumerable<MappedArea> taken, TargetAddress from, TargetAddress limit, ulong size)
    {
        var obstacles = mappings.Select(m => (m.Start, m.End)).Concat(taken.Select(a => (Start: a.Start.Value, End: a.Start.Value + a.Length)));
        var start = from.Value;
        foreach (var (first, end) in obstacles.OrderBy(o => o.Start))
        {
            if (end <= start)
            {
                continue;
            }

            if (first >= start + size)
            {
                break;
            }

            start = end;
        }

        return start + size <= limit.Value ? new TargetAddress(start) : null;
    }
}
