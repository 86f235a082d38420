namespace Hotfixing.Cli.Output;

/// <summary>Text from elsewhere, made fit for a terminal.</summary>
internal static class PlainText
{
    /// <summary>Replaces control characters, with which a name could move the cursor or worse.</summary>
    public static string Of(string text) => text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? '?' : c)) : text;
}
