namespace Hotfixing.DotNet.Protocol;

/// <summary>The new body of one method of a loaded module.</summary>
public sealed class BodyPatch
{
    /// <summary>The method's token in the loaded module.</summary>
    public required int Method { get; init; }

    /// <summary>The function's name for people: of a lambda or state machine, the method it was written in.</summary>
    public required string Function { get; init; }

    /// <summary>Header, code and exception clauses (ECMA-335 II.25.4), with zeros where a fixup goes.</summary>
    public required byte[] Body { get; init; }

    /// <summary>Offsets into <see cref="Body"/> of four-byte tokens.</summary>
    public required int[] FixupOffsets { get; init; }

    /// <summary>The tokens, in the order of <see cref="FixupOffsets"/>.</summary>
    public required TokenReference[] FixupTokens { get; init; }

    /// <summary>
    /// <see cref="BodyChecksum"/> of the body the plan was made against: the agent compares it with the body that is loaded.
    /// </summary>
    public required ulong OldBodyChecksum { get; init; }

    internal void Write(BinaryWriter writer)
    {
        writer.Write(Method);
        writer.Write(Function);
        writer.WriteBlob(Body);
        writer.Write(FixupOffsets.Length);
        for (var i = 0; i < FixupOffsets.Length; i++)
        {
            writer.Write(FixupOffsets[i]);
            writer.Write(FixupTokens[i].Value);
        }

        writer.Write(OldBodyChecksum);
    }

    internal static BodyPatch Read(BinaryReader reader)
    {
        var method = reader.ReadInt32();
        var function = reader.ReadString();
        var body = reader.ReadBlob();
        var offsets = new int[reader.ReadCount(8)];
        var tokens = new TokenReference[offsets.Length];
        for (var i = 0; i < offsets.Length; i++)
        {
            offsets[i] = reader.ReadInt32();
            tokens[i] = new TokenReference(reader.ReadUInt32());
        }

        return new BodyPatch
        {
            Method = method,
            Function = function,
            Body = body,
            FixupOffsets = offsets,
            FixupTokens = tokens,
            OldBodyChecksum = reader.ReadUInt64(),
        };
    }
}
