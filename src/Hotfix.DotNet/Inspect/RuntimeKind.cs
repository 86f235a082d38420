namespace Hotfixing.DotNet.Inspect;

/// <summary>In which form a process has the .NET runtime.</summary>
internal enum RuntimeKind
{
    /// <summary>The runtime is a library of its own, or at least the assemblies are files of their own.</summary>
    CoreClr,

    /// <summary>The assemblies lie inside the program's file.</summary>
    SingleFile,

    /// <summary>There is no runtime that compiles: all was compiled before.</summary>
    NativeAot,
}
