namespace Hotfixing.DotNet.Protocol;

/// <summary>What the tool asks of the agent.</summary>
public enum AgentCommand : byte
{
    /// <summary>Say who you are and how the named modules are loaded. Changes nothing.</summary>
    Handshake = 1,

    /// <summary>Say which patches are applied. Changes nothing.</summary>
    List = 2,

    /// <summary>Apply a <see cref="PatchMessage"/>.</summary>
    Apply = 3,

    /// <summary>Go back to the state before a patch.</summary>
    Revert = 4,
}
