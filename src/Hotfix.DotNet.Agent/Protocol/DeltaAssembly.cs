namespace Hotfixing.DotNet.Protocol;

/// <summary>An assembly that holds what a patch adds. It is loaded beside the module it belongs to and never unloaded.</summary>
public sealed class DeltaAssembly
{
    /// <summary>Its simple name; the same name means the same contents, so one that is loaded already is used again.</summary>
    public required string Name { get; init; }

    /// <summary>The module into whose AssemblyLoadContext (each of them, if it is loaded more than once) it goes.</summary>
    public required Guid TargetMvid { get; init; }

    /// <summary>The image.</summary>
    public required byte[] Image { get; init; }

    internal void Write(BinaryWriter writer)
    {
        writer.Write(Name);
        writer.Write(TargetMvid.ToByteArray());
        writer.WriteBlob(Image);
    }

    internal static DeltaAssembly Read(BinaryReader reader) => new()
    {
        Name = reader.ReadString(),
        TargetMvid = new Guid(reader.ReadExactly(16)),
        Image = reader.ReadBlob(),
    };
}
