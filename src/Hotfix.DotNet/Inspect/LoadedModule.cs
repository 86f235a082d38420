using System.Collections.Immutable;

namespace Hotfixing.DotNet.Inspect;

/// <summary>An assembly that a process has loaded.</summary>
/// <param name="path">Where it was loaded from, as the target sees it; its last part is the name of its file.</param>
internal abstract class LoadedModule(string path)
{
    /// <summary>The largest image that is read, in bytes.</summary>
    public const int MaximumImage = 1024 * 1024 * 1024;

    /// <summary>Where it was loaded from, as the target sees it, or the name it would have there.</summary>
    public string Path { get; } = path;

    /// <summary>The name of its file.</summary>
    public string FileName => System.IO.Path.GetFileName(Path);

    /// <summary>Reads the bytes it was loaded from.</summary>
    /// <exception cref="RefusedException">They are lost.</exception>
    /// <exception cref="HotfixException">The process has ended, or access is denied.</exception>
    public abstract ImmutableArray<byte> ReadImage();
}
