namespace Hotfixing.DotNet.Link;

/// <summary>A rebuilt assembly.</summary>
/// <param name="Path">Where it lies; inside a single file, the path of that and its name.</param>
/// <param name="Read">Reads its bytes.</param>
internal sealed record PatchFile(string Path, Func<byte[]> Read);
