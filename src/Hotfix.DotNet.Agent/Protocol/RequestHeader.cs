namespace Hotfixing.DotNet.Protocol;

/// <summary>The beginning of every request. Its form never changes.</summary>
public sealed class RequestHeader
{
    /// <summary>The tool's <see cref="AgentProtocol.Version"/>.</summary>
    public required ushort Version { get; init; }

    /// <summary>What is asked for.</summary>
    public required AgentCommand Command { get; init; }

    /// <summary>The name, in the directory of the request, of the file the response goes to.</summary>
    public required string ResponseFile { get; init; }

    /// <summary>Writes it.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write(AgentProtocol.RequestMagic);
        writer.Write(Version);
        writer.Write((byte)Command);
        writer.Write(ResponseFile);
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="InvalidDataException">It is not a request.</exception>
    public static RequestHeader Read(BinaryReader reader)
    {
        if (reader.ReadUInt32() != AgentProtocol.RequestMagic)
        {
            throw new InvalidDataException("not a request");
        }

        var header = new RequestHeader
        {
            Version = reader.ReadUInt16(),
            Command = (AgentCommand)reader.ReadByte(),
            ResponseFile = reader.ReadString(),
        };
        return header.ResponseFile.Contains('/')
            ? throw new InvalidDataException("the response would leave the directory")
            : header;
    }
}
