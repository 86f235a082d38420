namespace Hotfixing.Cli.Output;

/// <summary>Numbers with their unit, for people.</summary>
internal static class Amount
{
    /// <summary>"1 function", "2 functions".</summary>
    public static string Of(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {(noun[^1] == 's' || noun.EndsWith("ch", StringComparison.Ordinal) ? noun + "es" : noun + "s")}";

    /// <summary>A duration in the unit that fits.</summary>
    public static string Of(TimeSpan duration) => duration switch
    {
        { TotalSeconds: >= 10 } => $"{duration.TotalSeconds:f0} s",
        { TotalSeconds: >= 1 } => $"{duration.TotalSeconds:f1} s",
        { TotalMilliseconds: >= 10 } => $"{duration.TotalMilliseconds:f0} ms",
        { TotalMilliseconds: >= 0.1 } => $"{duration.TotalMilliseconds:f1} ms",
        { Ticks: > 0 } => $"{duration.TotalMicroseconds:f0} us",
        _ => "0 ms",
    };
}
