namespace Hotfixing.DotNet.Protocol;

/// <summary>One metadata row to be added to a loaded module. It may refer to definitions before it, never to later ones.</summary>
public sealed class TokenDefinition
{
    /// <summary>Which kind of row; it decides which of the other members count.</summary>
    public required TokenKind Kind { get; init; }

    /// <summary>The row this one belongs to.</summary>
    public TokenReference Parent { get; init; }

    /// <summary>The name or text.</summary>
    public string Name { get; init; } = "";

    /// <summary>The signature, or null for a kind that has none.</summary>
    public SignatureTemplate? Signature { get; init; }

    /// <summary>Of an assembly reference; never null there.</summary>
    public Version? Version { get; init; }

    /// <summary>Of an assembly reference; empty when the assembly is not signed.</summary>
    public byte[] PublicKeyToken { get; init; } = [];

    internal void Write(BinaryWriter writer)
    {
        writer.Write((byte)Kind);
        writer.Write(Parent.Value);
        writer.Write(Name);
        writer.Write(Signature is not null);
        Signature?.Write(writer);
        if (Kind == TokenKind.AssemblyReference)
        {
            var version = Version ?? new Version(0, 0, 0, 0);
            writer.Write((ushort)version.Major);
            writer.Write((ushort)version.Minor);
            writer.Write((ushort)Math.Max(0, version.Build));
            writer.Write((ushort)Math.Max(0, version.Revision));
            writer.WriteBlob(PublicKeyToken);
        }
    }

    internal static TokenDefinition Read(BinaryReader reader)
    {
        var kind = (TokenKind)reader.ReadByte();
        var parent = new TokenReference(reader.ReadUInt32());
        var name = reader.ReadString();
        var signature = reader.ReadBoolean() ? SignatureTemplate.Read(reader) : null;
        var isAssembly = kind == TokenKind.AssemblyReference;
        return new TokenDefinition
        {
            Kind = kind,
            Parent = parent,
            Name = name,
            Signature = signature,
            Version = isAssembly
                ? new Version(reader.ReadUInt16(), reader.ReadUInt16(), reader.ReadUInt16(), reader.ReadUInt16())
                : null,
            PublicKeyToken = isAssembly ? reader.ReadBlob() : [],
        };
    }
}
