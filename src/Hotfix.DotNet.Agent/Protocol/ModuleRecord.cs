namespace Hotfixing.DotNet.Protocol;

/// <summary>How one module is loaded in the target.</summary>
public sealed class ModuleRecord
{
    /// <summary>The module asked for.</summary>
    public required Guid Mvid { get; init; }

    /// <summary>In how many AssemblyLoadContexts it is loaded.</summary>
    public required int Copies { get; init; }

    /// <summary>How many of the copies are in a collectible context, where the runtime ignores new bodies.</summary>
    public required int Collectible { get; init; }

    internal void Write(BinaryWriter writer)
    {
        writer.Write(Mvid.ToByteArray());
        writer.Write(Copies);
        writer.Write(Collectible);
    }

    internal static ModuleRecord Read(BinaryReader reader) => new()
    {
        Mvid = new Guid(reader.ReadExactly(16)),
        Copies = reader.ReadInt32(),
        Collectible = reader.ReadInt32(),
    };
}
