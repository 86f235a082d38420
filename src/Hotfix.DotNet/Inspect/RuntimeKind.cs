namespace Hotfixing.DotNet.Inspect;

/// <summary>In which form a process has the .NET runtime.</summary>
internal enum RuntimeKind
{
    /// <summary>A runtime that compiles, wherever it and the assemblies lie.</summary>
    CoreClr,

    /// <summary>The assemblies lie inside the program's file, and it cannot be told where.</summary>
    SingleFile,

    /// <summary>There is no runtime that compiles: all was compiled before.</summary>
    NativeAot,
}
