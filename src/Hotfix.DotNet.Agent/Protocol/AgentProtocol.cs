namespace Hotfixing.DotNet.Protocol;

/// <summary>
/// How tool and agent talk: the tool leaves a request file beside the agent and has the runtime call the agent, which leaves a
/// response file. Integers are little-endian, strings and arrays as <see cref="BinaryWriter"/> writes them or length-prefixed.
/// </summary>
public static class AgentProtocol
{
    /// <summary>
    /// Raised with every change of a message. Header, <see cref="AgentCommand.Handshake"/>, <see cref="AgentCommand.List"/> and
    /// <see cref="AgentCommand.Revert"/> never change their form, so that any tool can list and revert what any other applied.
    /// </summary>
    public const ushort Version = 1;

    /// <summary>"HFRQ": the first four bytes of a request.</summary>
    public const uint RequestMagic = 0x51524648;

    /// <summary>"HFRS": the first four bytes of a response.</summary>
    public const uint ResponseMagic = 0x53524648;

    /// <summary>No message is larger than this, in bytes: a limit on what either side reads.</summary>
    public const int MaximumMessage = 256 * 1024 * 1024;

    /// <summary>The name of the file, beside the agent, that a request is in; the agent takes it away when it begins, the tool when it gives up.</summary>
    public const string RequestFile = "request";

    /// <summary>The agent's file name.</summary>
    public const string AgentFile = "Hotfix.DotNet.Agent.dll";

    /// <summary>The file name of the native library beside the agent.</summary>
    public const string ProfilerFile = "libhotfix_profiler.so";
}
