using System.Text;
using Hotfixing.DotNet.Protocol;

namespace Hotfixing.DotNet.Link;

/// <summary>Spells a signature: the bytes that mean the same everywhere in hexadecimal, types by name at their places.</summary>
internal static class SignatureText
{
    /// <summary>The text of a signature, given how types are spelled.</summary>
    public static string Of(SignatureTemplate signature, Func<TokenReference, string> type)
    {
        var text = new StringBuilder("(");
        var next = 0;
        for (var i = 0; i <= signature.Bytes.Length; i++)
        {
            while (next < signature.Positions.Length && signature.Positions[next] == i)
            {
                text.Append('{').Append(type(signature.Tokens[next++])).Append('}');
            }

            if (i < signature.Bytes.Length)
            {
                text.Append(signature.Bytes[i].ToString("x2"));
            }
        }

        return text.Append(')').ToString();
    }
}
