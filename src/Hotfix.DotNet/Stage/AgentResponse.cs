using Hotfixing.DotNet.Protocol;

namespace Hotfixing.DotNet.Stage;

/// <summary>Reads the header of a response, and turns one that is not an answer into its exception.</summary>
internal static class AgentResponse
{
    /// <summary>The response's answer.</summary>
    /// <exception cref="RefusedException">It is a refusal.</exception>
    /// <exception cref="ApplyFailedException">It is a failure.</exception>
    /// <exception cref="IOException">It is cut short.</exception>
    /// <exception cref="InvalidDataException">It is no response.</exception>
    public static BinaryReader Open(Target target, byte[] response)
    {
        var reader = new BinaryReader(new MemoryStream(response));
        if (reader.ReadUInt32() != AgentProtocol.ResponseMagic)
        {
            throw new InvalidDataException("it does not begin as one");
        }

        var version = reader.ReadUInt16();
        var status = (ResponseStatus)reader.ReadByte();
        return status switch
        {
            ResponseStatus.Done => reader,
            ResponseStatus.Refused => throw new RefusedException(
                [StageDiagnostics.Of(target, version, reader.ReadString(), reader.ReadString())]),
            ResponseStatus.FailedUnchanged => throw new ApplyFailedException(reader.ReadString(), TargetState.Unchanged),
            ResponseStatus.FailedRestored => throw new ApplyFailedException(reader.ReadString(), TargetState.Restored),
            _ => throw new ApplyFailedException(reader.ReadString(), TargetState.Unknown),
        };
    }
}
