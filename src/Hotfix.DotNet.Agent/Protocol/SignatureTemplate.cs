namespace Hotfixing.DotNet.Protocol;

/// <summary>A signature blob (ECMA-335 II.23.2) in which the TypeDefOrRef tokens are still to be filled in.</summary>
public sealed class SignatureTemplate
{
    /// <summary>The blob without its tokens.</summary>
    public required byte[] Bytes { get; init; }

    /// <summary>Before which byte of <see cref="Bytes"/> each token stands, ascending.</summary>
    public required int[] Positions { get; init; }

    /// <summary>The tokens, in the order of <see cref="Positions"/>.</summary>
    public required TokenReference[] Tokens { get; init; }

    internal void Write(BinaryWriter writer)
    {
        writer.WriteBlob(Bytes);
        writer.Write(Positions.Length);
        for (var i = 0; i < Positions.Length; i++)
        {
            writer.Write(Positions[i]);
            writer.Write(Tokens[i].Value);
        }
    }

    internal static SignatureTemplate Read(BinaryReader reader)
    {
        var bytes = reader.ReadBlob();
        var positions = new int[reader.ReadCount(8)];
        var tokens = new TokenReference[positions.Length];
        for (var i = 0; i < positions.Length; i++)
        {
            positions[i] = reader.ReadInt32();
            tokens[i] = new TokenReference(reader.ReadUInt32());
        }

        return new SignatureTemplate { Bytes = bytes, Positions = positions, Tokens = tokens };
    }
}
