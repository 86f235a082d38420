namespace Hotfixing.Go.Build;

/// <summary>
/// The recorded -ldflags, as far as they matter for an object that only hotfix reads: values of string variables. What drops symbols
/// or debug information, or speaks to an external linker, is left out on purpose.
/// </summary>
internal static class LinkerFlags
{
    private const string SetVariable = "-X";
    private const string Spaces = " \t\n\r";

    /// <summary>The flags to link with.</summary>
    public static IEnumerable<string> Of(BuildSettings settings)
    {
        var words = Split(WithoutPattern(settings["-ldflags"]));
        for (var i = 0; i < words.Count; i++)
        {
            // The flag package takes one dash or two.
            var word = words[i].StartsWith("--", StringComparison.Ordinal) ? words[i][1..] : words[i];
            if (word == SetVariable && i + 1 < words.Count)
            {
                yield return $"{SetVariable}={words[++i]}";
            }
            else if (word.StartsWith($"{SetVariable}=", StringComparison.Ordinal) || word == "-checklinkname=0")
            {
                yield return word;
            }
        }

        // The go command sets this one itself (cmd/go/internal/work/gc.go, ld).
        if (settings["DefaultGODEBUG"] is { Length: > 0 } defaults)
        {
            yield return $"{SetVariable}=runtime.godebugDefault={defaults}";
        }
    }

    /// <summary>The words of a flag's value, as the go command splits it (cmd/internal/quoted, Split): quotes count only around a whole word.</summary>
    public static IReadOnlyList<string> Split(string value)
    {
        var words = new List<string>();
        for (var at = NextWord(value, 0); at < value.Length; at = NextWord(value, at))
        {
            var isQuoted = value[at] is '"' or '\'';
            var start = isQuoted ? at + 1 : at;
            var length = isQuoted ? value.AsSpan(start).IndexOf(value[at]) : value.AsSpan(start).IndexOfAny(Spaces);
            var end = length < 0 ? value.Length : start + length;
            words.Add(value[start..end]);
            at = isQuoted ? end + 1 : end;
        }

        return words;
    }

    /// <summary>A value may begin with the packages it is for (cmd/go/internal/load/flag.go, PerPackageFlag.set).</summary>
    public static string WithoutPattern(string value)
    {
        var trimmed = value.Trim();
        return trimmed.StartsWith('-') ? trimmed : trimmed[(trimmed.IndexOf('=', StringComparison.Ordinal) + 1)..];
    }

    private static int NextWord(string value, int at)
    {
        while (at < value.Length && Spaces.Contains(value[at], StringComparison.Ordinal))
        {
            at++;
        }

        return at;
    }
}
