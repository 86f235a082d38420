namespace Hotfixing;

/// <summary>A file is not what its place says it is.</summary>
public sealed class InvalidBinaryException(string file, long offset, string message, Exception? inner = null)
    : HotfixException($"{file}: {message} (offset {offset})", inner)
{
    /// <summary>The file.</summary>
    public string File { get; } = file;

    /// <summary>Where in the file reading stopped, in bytes.</summary>
    public long Offset { get; } = offset;
}
