namespace Hotfixing;

/// <summary>A file is not what its place says it is.</summary>
public sealed class InvalidBinaryException : HotfixException
{
    /// <param name="file">The file.</param>
    /// <param name="offset">Where in the file reading stopped, in bytes.</param>
    /// <param name="message">What is wrong there.</param>
    /// <param name="inner">What it was found by.</param>
    public InvalidBinaryException(string file, long offset, string message, Exception? inner = null)
        : base($"{file}: {message} (offset {offset})", inner) => (File, Offset) = (file, offset);

    private InvalidBinaryException(string file)
        : base($"{file}: no such file or folder", null) => File = file;

    /// <summary>The file.</summary>
    public string File { get; }

    /// <summary>Where in the file reading stopped, in bytes; 0 when there is no such file.</summary>
    public long Offset { get; }

    /// <summary>There is no such file or folder.</summary>
    public static InvalidBinaryException Missing(string file) => new(file);
}
