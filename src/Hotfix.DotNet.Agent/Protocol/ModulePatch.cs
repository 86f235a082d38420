namespace Hotfixing.DotNet.Protocol;

/// <summary>What changes in one loaded module.</summary>
public sealed class ModulePatch
{
    /// <summary>The module version id of what is loaded; every loaded copy is patched.</summary>
    public required Guid Mvid { get; init; }

    /// <summary>The file name, for people.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// True when <see cref="Bodies"/> is all that differs between the loaded module and the new build: methods that an earlier
    /// patch changed and that are not named here go back to what they were. False when the patch was limited to functions.
    /// </summary>
    public required bool IsComplete { get; init; }

    /// <summary>Rows to add to the module's metadata, in order.</summary>
    public required TokenDefinition[] Tokens { get; init; }

    /// <summary>The new bodies.</summary>
    public required BodyPatch[] Bodies { get; init; }

    /// <summary>Writes it.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write(Mvid.ToByteArray());
        writer.Write(Name);
        writer.Write(IsComplete);
        writer.WriteAll(Tokens, (t, w) => t.Write(w));
        writer.WriteAll(Bodies, (b, w) => b.Write(w));
    }

    internal static ModulePatch Read(BinaryReader reader) => new()
    {
        Mvid = new Guid(reader.ReadExactly(16)),
        Name = reader.ReadString(),
        IsComplete = reader.ReadBoolean(),
        Tokens = reader.ReadAll(TokenDefinition.Read),
        Bodies = reader.ReadAll(BodyPatch.Read),
    };
}
