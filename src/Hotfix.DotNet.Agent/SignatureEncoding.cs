using Hotfixing.DotNet.Protocol;

namespace Hotfixing.DotNet.Agent;

/// <summary>Fills tokens into signatures.</summary>
internal static class SignatureEncoding
{
    public delegate int Resolve(TokenReference reference, ReadOnlySpan<int> earlier);

    /// <summary>The signature's bytes with every token in its place.</summary>
    public static byte[] Fill(SignatureTemplate template, Resolve resolve, ReadOnlySpan<int> earlier)
    {
        var signature = new MemoryStream(template.Bytes.Length + (4 * template.Tokens.Length));
        var done = 0;
        for (var i = 0; i < template.Tokens.Length; i++)
        {
            signature.Write(template.Bytes, done, template.Positions[i] - done);
            done = template.Positions[i];
            WriteCompressed(signature, TypeDefOrRef(resolve(template.Tokens[i], earlier)));
        }

        signature.Write(template.Bytes, done, template.Bytes.Length - done);
        return signature.ToArray();
    }

    /// <summary>ECMA-335 II.23.2.8.</summary>
    private static uint TypeDefOrRef(int token)
    {
        var tag = (token >>> 24) switch
        {
            0x02 => 0u,
            0x01 => 1u,
            0x1B => 2u,
            _ => throw new InvalidDataException($"0x{token:x8} is not a type"),
        };
        return ((uint)(token & 0xFFFFFF) << 2) | tag;
    }

    /// <summary>ECMA-335 II.23.2: one, two or four bytes, the most significant first.</summary>
    private static void WriteCompressed(MemoryStream into, uint value)
    {
        if (value < 0x80)
        {
            into.WriteByte((byte)value);
        }
        else if (value < 0x4000)
        {
            into.WriteByte((byte)(0x80 | (value >> 8)));
            into.WriteByte((byte)value);
        }
        else
        {
            into.WriteByte((byte)(0xC0 | (value >> 24)));
            into.WriteByte((byte)(value >> 16));
            into.WriteByte((byte)(value >> 8));
            into.WriteByte((byte)value);
        }
    }
}
