namespace Hotfixing.Go;

/// <summary>A patch file that was written.</summary>
/// <param name="File">Where it is.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Package">The import path of the program's main package.</param>
/// <param name="GoVersion">The Go toolchain it was built with, which is the program's.</param>
/// <param name="Build">What tells the build it is for from every other one; it fits no other.</param>
/// <param name="Diagnostics">What is to be known of it.</param>
public sealed record BuiltPatchFile(string File, long Length, string Package, string GoVersion, string Build, IReadOnlyList<Diagnostic> Diagnostics);
