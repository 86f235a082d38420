using System.Globalization;
using System.Text;

namespace Hotfixing.Binary.BuildInfo;

/// <summary>A string as strconv.Quote of Go writes it (The Go Programming Language Specification, interpreted string literals).</summary>
internal readonly ref struct GoStringLiteral(string text)
{
    private readonly string _text = text;

    /// <summary>Reads up to the closing quote.</summary>
    public bool TryRead(List<byte> bytes, out string rest)
    {
        for (var i = 1; i < _text.Length; i++)
        {
            switch (_text[i])
            {
                case '"':
                    rest = _text[(i + 1)..];
                    return true;
                case '\\' when TryReadEscape(i + 1, bytes, out var length):
                    i += length;
                    break;
                case '\\':
                    rest = "";
                    return false;
                default:
                    var width = char.IsHighSurrogate(_text[i]) && i + 1 < _text.Length ? 2 : 1;
                    bytes.AddRange(Encoding.UTF8.GetBytes(_text.Substring(i, width)));
                    i += width - 1;
                    break;
            }
        }

        rest = "";
        return false;
    }

    private bool TryReadEscape(int start, List<byte> bytes, out int length)
    {
        length = 1;
        var kind = start < _text.Length ? _text[start] : '\0';
        var digits = kind switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
        if (digits == 0)
        {
            var simple = "abfnrtv\\\"".IndexOf(kind, StringComparison.Ordinal);
            bytes.Add(simple < 0 ? (byte)0 : "\a\b\f\n\r\t\v\\\""u8[simple]);
            return simple >= 0;
        }

        length += digits;
        if (start + length > _text.Length
            || !uint.TryParse(_text.AsSpan(start + 1, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
        {
            return false;
        }

        if (kind == 'x')
        {
            bytes.Add((byte)value);
            return true;
        }

        if (!Rune.IsValid(value))
        {
            return false;
        }

        bytes.AddRange(Encoding.UTF8.GetBytes(new Rune(value).ToString()));
        return true;
    }
}
