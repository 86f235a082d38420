namespace Hotfixing.DotNet.Agent;

/// <summary>The request is refused; nothing was changed.</summary>
internal sealed class RefusedRequestException(string code, string message) : Exception(message)
{
    /// <summary>One of <see cref="Protocol.RefusalCode"/>.</summary>
    public string Code { get; } = code;
}
