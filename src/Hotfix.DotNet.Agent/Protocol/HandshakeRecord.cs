namespace Hotfixing.DotNet.Protocol;

/// <summary>The answer to <see cref="AgentCommand.Handshake"/>.</summary>
public sealed class HandshakeRecord
{
    /// <summary>The agent's <see cref="AgentProtocol.Version"/>.</summary>
    public required ushort Protocol { get; init; }

    /// <summary>The runtime's version.</summary>
    public required string RuntimeVersion { get; init; }

    /// <summary>Whether the profiler shim is attached and ready.</summary>
    public required bool IsAttached { get; init; }

    /// <summary>How each module asked for is loaded, in the order of the request.</summary>
    public required ModuleRecord[] Modules { get; init; }

    /// <summary>Writes it.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write(Protocol);
        writer.Write(RuntimeVersion);
        writer.Write(IsAttached);
        writer.WriteAll(Modules, (m, w) => m.Write(w));
    }

    /// <summary>Reads it.</summary>
    public static HandshakeRecord Read(BinaryReader reader) => new()
    {
        Protocol = reader.ReadUInt16(),
        RuntimeVersion = reader.ReadString(),
        IsAttached = reader.ReadBoolean(),
        Modules = reader.ReadAll(ModuleRecord.Read),
    };
}
