namespace Hotfixing.Binary.BuildInfo;

/// <summary>A module a Go program was built from.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Version">Its version; "(devel)" when it was not built as a dependency.</param>
/// <param name="Sum">The checksum of its contents; empty when there is none.</param>
/// <param name="Replacement">The module that stands in its place; null for none.</param>
public sealed record GoModule(string Path, string Version, string Sum, GoModule? Replacement = null);
