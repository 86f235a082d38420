namespace Hotfixing.DotNet.Protocol;

/// <summary>How far one replaced method has got.</summary>
public sealed class FunctionRecord
{
    /// <summary>See <see cref="BodyPatch.Function"/>.</summary>
    public required string Function { get; init; }

    /// <summary>The module's file name.</summary>
    public required string Module { get; init; }

    /// <summary>How far it took.</summary>
    public required FunctionEffect Effect { get; init; }

    internal void Write(BinaryWriter writer)
    {
        writer.Write(Function);
        writer.Write(Module);
        writer.Write((byte)Effect);
    }

    internal static FunctionRecord Read(BinaryReader reader) => new()
    {
        Function = reader.ReadString(),
        Module = reader.ReadString(),
        Effect = (FunctionEffect)reader.ReadByte(),
    };
}
