namespace Hotfixing.Go.Build;

/// <summary>The object Go's linker made, and the packages it made it of.</summary>
/// <param name="Object">The object.</param>
/// <param name="Packages">All packages of the program.</param>
internal sealed record LinkedObject(byte[] Object, IReadOnlyList<CompiledPackage> Packages);
