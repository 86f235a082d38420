using Hotfixing.DotNet.Protocol;

namespace Hotfixing.DotNet.Agent;

/// <summary>Turns one request into its response.</summary>
internal static class RequestHandler
{
    private static readonly PatchStack Patches = new();

    public static byte[] Handle(RequestHeader request, BinaryReader payload, string directory)
    {
        using var answer = new MemoryStream();
        using var writer = new BinaryWriter(answer);
        try
        {
            Patches.Begin();
            WriteHeader(writer, ResponseStatus.Done);
            Answer(request, payload, directory, writer);
        }
        catch (Exception e)
        {
            answer.SetLength(0);
            WriteFailure(writer, e);
        }

        writer.Flush();
        return answer.ToArray();
    }

    private static void Answer(RequestHeader request, BinaryReader payload, string directory, BinaryWriter writer)
    {
        switch (request.Command)
        {
            case AgentCommand.Handshake:
                Handshake.Answer(payload, directory).Write(writer);
                break;
            case AgentCommand.List:
                writer.WriteAll(Patches.List(), (p, w) => p.Write(w));
                break;
            case AgentCommand.Apply when request.Version != AgentProtocol.Version:
                throw new RefusedRequestException(
                    RefusalCode.ProtocolVersion, $"the agent speaks version {AgentProtocol.Version}, the tool {request.Version}");
            case AgentCommand.Apply:
                var message = PatchMessage.Read(payload);
                Patches.Attach(directory);
                Patches.Apply(message).Write(writer);
                break;
            case AgentCommand.Revert:
                Patches.Revert(payload.ReadInt32()).Write(writer);
                break;
            default:
                throw new RefusedRequestException(RefusalCode.UnknownCommand, $"command {(byte)request.Command} is not known");
        }
    }

    private static void WriteFailure(BinaryWriter writer, Exception exception)
    {
        switch (exception)
        {
            case RefusedRequestException refused:
                WriteHeader(writer, ResponseStatus.Refused);
                writer.Write(refused.Code);
                writer.Write(refused.Message);
                break;
            case SwitchFailedException failed:
                WriteHeader(writer, failed.Status);
                writer.Write(failed.Message);
                break;
            default:
                // What goes wrong while the target is changed is one of the kinds above.
                WriteHeader(writer, Patches.HasSwitched ? ResponseStatus.FailedUnknown : ResponseStatus.FailedUnchanged);
                writer.Write($"{exception.GetType().Name}: {exception.Message}");
                break;
        }
    }

    private static void WriteHeader(BinaryWriter writer, ResponseStatus status)
    {
        writer.Write(AgentProtocol.ResponseMagic);
        writer.Write(AgentProtocol.Version);
        writer.Write((byte)status);
    }
}
