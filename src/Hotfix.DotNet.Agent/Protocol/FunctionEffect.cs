namespace Hotfixing.DotNet.Protocol;

/// <summary>How far a replaced method has got, as the profiling interface reports it.</summary>
public enum FunctionEffect : byte
{
    /// <summary>The runtime accepted the request; the body is compiled when the method is next called.</summary>
    Requested = 0,

    /// <summary>The runtime has taken the new body and compiled it.</summary>
    Compiled = 1,

    /// <summary>A later patch changes the same method: its body runs now.</summary>
    Superseded = 2,

    /// <summary>The patch gave the method back the body it was built with, which runs now.</summary>
    Original = 3,
}
