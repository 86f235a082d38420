namespace Hotfixing.DotNet.Protocol;

/// <summary>A whole patch, fully resolved: what <see cref="AgentCommand.Apply"/> carries.</summary>
public sealed class PatchMessage
{
    /// <summary>The path the patch was made from.</summary>
    public required string Source { get; init; }

    /// <summary>The user who applies it.</summary>
    public required string AppliedBy { get; init; }

    /// <summary>What is added, to be loaded before the rest.</summary>
    public required DeltaAssembly[] Deltas { get; init; }

    /// <summary>What changes.</summary>
    public required ModulePatch[] Modules { get; init; }

    /// <summary>
    /// What the tool wants to read back with every list: which members the deltas of this patch define, so that a later patch
    /// uses them again. The agent does not look into it.
    /// </summary>
    public required byte[] Registry { get; init; }

    /// <summary>Writes it.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write(Source);
        writer.Write(AppliedBy);
        writer.WriteAll(Deltas, (d, w) => d.Write(w));
        writer.WriteAll(Modules, (m, w) => m.Write(w));
        writer.WriteBlob(Registry);
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="InvalidDataException">A count or size is out of bounds.</exception>
    /// <exception cref="EndOfStreamException">The message is cut short.</exception>
    public static PatchMessage Read(BinaryReader reader) => new()
    {
        Source = reader.ReadString(),
        AppliedBy = reader.ReadString(),
        Deltas = reader.ReadAll(DeltaAssembly.Read),
        Modules = reader.ReadAll(ModulePatch.Read),
        Registry = reader.ReadBlob(),
    };
}
