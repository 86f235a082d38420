namespace Hotfixing.DotNet.Protocol;

/// <summary>Why an agent refuses; the tool turns each into a diagnostic.</summary>
public static class RefusalCode
{
    /// <summary>The agent is of another protocol version than the tool.</summary>
    public const string ProtocolVersion = "protocol-version";

    /// <summary>The agent does not know the command.</summary>
    public const string UnknownCommand = "unknown-command";

    /// <summary>A module of the patch is not loaded.</summary>
    public const string ModuleNotLoaded = "module-not-loaded";

    /// <summary>A module is in a collectible AssemblyLoadContext.</summary>
    public const string ModuleCollectible = "module-collectible";

    /// <summary>A method's loaded body is not the one the plan was made against.</summary>
    public const string BodyMismatch = "body-mismatch";

    /// <summary>A method has no body in the loaded module.</summary>
    public const string NoBody = "no-body";

    /// <summary>No patch with that id is applied.</summary>
    public const string NoSuchPatch = "no-such-patch";
}
