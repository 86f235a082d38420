using Hotfixing.DotNet.Protocol;

namespace Hotfixing.DotNet.Link;

/// <summary>A method body in its final form, but for the tokens: header, code, exception clauses (ECMA-335 II.25.4).</summary>
/// <param name="Bytes">The body, zeros where tokens go.</param>
/// <param name="Fixups">Where each token goes, in bytes from the start.</param>
internal sealed record ImportedBody(byte[] Bytes, IReadOnlyList<(int Offset, TokenReference Token)> Fixups)
{
    /// <summary>The body with its tokens filled in; all of them must be existing ones.</summary>
    public byte[] Resolved()
    {
        var bytes = (byte[])Bytes.Clone();
        foreach (var (offset, token) in Fixups)
        {
            BitConverter.TryWriteBytes(bytes.AsSpan(offset), token.Value);
        }

        return bytes;
    }
}
