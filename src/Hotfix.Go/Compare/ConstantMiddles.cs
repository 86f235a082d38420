using Hotfixing.Binary;

namespace Hotfixing.Go.Compare;

/// <summary>
/// Which references to constants that are sorted by length may lead to the middle of one. A middle makes two pieces of a constant, or
/// many (the names of an enumeration are often slices of one string); pieces that do not fit into the order of the others are such, or are two
/// constants of which nothing refers to the second. What stands between pieces in order is a middle where both together still fit.
/// </summary>
internal static class ConstantMiddles
{
    // Shorter constants are so many that the lengths leave no room for one that is made of two.
    private const long LongestDense = 8;

    /// <summary>Those of the starts that are not believed.</summary>
    /// <param name="starts">All of them in their order, and the end behind them.</param>
    public static IEnumerable<ImageAddress> Among(IReadOnlyList<ImageAddress> starts)
    {
        var pieces = Enumerable.Range(0, Math.Max(0, starts.Count - 1)).Select(i => starts[i + 1] - starts[i]).ToArray();
        var isInOrder = InOrder(pieces);
        for (var i = 1; i < pieces.Length; i++)
        {
            if (!isInOrder[i - 1] || !isInOrder[i] || MayBeOne(pieces, i))
            {
                yield return starts[i];
            }
        }
    }

    private static bool MayBeOne(long[] pieces, int second) =>
        pieces[second] > LongestDense && (second + 1 == pieces.Length || pieces[second - 1] + pieces[second] <= pieces[second + 1]);

    // Of the longest part of them that is sorted, whether each belongs to it. An outlier, too long or too short, so costs only itself.
    private static bool[] InOrder(long[] pieces)
    {
        var (ends, before) = (new List<int>(), new int[pieces.Length]);
        for (var i = 0; i < pieces.Length; i++)
        {
            var (low, high) = (0, ends.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                (low, high) = pieces[ends[middle]] <= pieces[i] ? (middle + 1, high) : (low, middle);
            }

            before[i] = low > 0 ? ends[low - 1] : -1;
            if (low == ends.Count)
            {
                ends.Add(i);
            }
            else
            {
                ends[low] = i;
            }
        }

        var result = new bool[pieces.Length];
        for (var i = ends.Count > 0 ? ends[^1] : -1; i >= 0; i = before[i])
        {
            result[i] = true;
        }

        return result;
    }
}
