namespace BenchRunner;

/// <summary>What is said of figures that were taken several times.</summary>
internal static class Figures
{
    public static double Median(IEnumerable<double> values) => Percentile(values, 50);

    /// <summary>The smallest of the values that so many in a hundred do not exceed.</summary>
    public static double Percentile(IEnumerable<double> values, int percent)
    {
        double[] sorted = [.. values.Order()];
        return sorted[((sorted.Length * percent) + 99) / 100 - 1];
    }
}
