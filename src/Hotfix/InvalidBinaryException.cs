namespace Hotfixing;

/// <summary>A file is not what its place says it is.</summary>
public sealed class InvalidBinaryException(string file, long offset, string message, Exception? inner = null)
    : HotfixException(offset == 0 ? $"{file}: {message}" : $"{file}: {message} (offset {offset})", inner)
{
    /// <summary>The file.</summary>
    public string File { get; } = file;

    /// <summary>Where in the file reading stopped, in bytes; 0 also when it is about the whole file.</summary>
    public long Offset { get; } = offset;
}
