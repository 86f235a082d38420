using Hotfixing.DotNet.Protocol;

namespace Hotfixing.DotNet.Agent;

/// <summary>Changing the target failed; the status says what it left.</summary>
internal sealed class SwitchFailedException(ResponseStatus status, string message, Exception? inner = null) : Exception(message, inner)
{
    public ResponseStatus Status { get; } = status;
}
