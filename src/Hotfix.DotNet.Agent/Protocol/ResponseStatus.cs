namespace Hotfixing.DotNet.Protocol;

/// <summary>How a request ended; the byte after a response's magic and version.</summary>
public enum ResponseStatus : byte
{
    /// <summary>Done; the answer follows.</summary>
    Done = 0,

    /// <summary>Refused before anything was changed; a code and a text follow, both strings.</summary>
    Refused = 1,

    /// <summary>Failed before anything was changed; a text follows.</summary>
    FailedUnchanged = 2,

    /// <summary>Failed midway and taken back; a text follows.</summary>
    FailedRestored = 3,

    /// <summary>Failed, and taking it back failed too; a text follows.</summary>
    FailedUnknown = 4,
}
