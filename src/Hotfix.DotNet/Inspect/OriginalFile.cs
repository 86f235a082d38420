using Hotfixing.Linux;
using Microsoft.Win32.SafeHandles;

namespace Hotfixing.DotNet.Inspect;

/// <summary>A file a process has loaded code from, read only if nobody has changed it since.</summary>
/// <param name="path">The file's path as the target sees it.</param>
/// <param name="isDeleted">Whether the file no longer has that name.</param>
/// <param name="started">The moment before which the process cannot have loaded it.</param>
internal sealed class OriginalFile(string path, bool isDeleted, Lazy<DateTimeOffset> started)
{
    /// <summary>Reads the file; null when we cannot.</summary>
    /// <param name="opened">The path to open it by.</param>
    /// <exception cref="RefusedException">It was changed in place.</exception>
    /// <exception cref="InvalidBinaryException">It is larger than any that is read, or shrinks meanwhile.</exception>
    public byte[]? TryRead(string opened) => TryRead(opened, ReadAll);

    /// <summary>Reads from the file; null when we cannot.</summary>
    /// <param name="opened">The path to open it by.</param>
    /// <param name="read">What to read from it.</param>
    /// <exception cref="RefusedException">It was changed in place.</exception>
    public byte[]? TryRead(string opened, Func<SafeFileHandle, byte[]> read)
    {
        try
        {
            using var handle = File.OpenHandle(opened);
            var bytes = read(handle);
            var status = FileStatus.Of(handle, opened);

            // Deleting and replacing a file changes its ctime, so only mtime can tell whether it had been written to before. That misses
            // a file overwritten by a copy that keeps the time, and replaced after that: nothing on the system remembers it.
            var changed = isDeleted ? status.ModifiedAt : status.ChangedAt;
            return changed <= started.Value
                ? bytes
                : throw new RefusedException([InspectDiagnostics.ImageOverwritten(path, changed, started.Value)]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private byte[] ReadAll(SafeFileHandle handle)
    {
        var length = RandomAccess.GetLength(handle);
        if (length > LoadedModule.MaximumImage)
        {
            throw new InvalidBinaryException(path, LoadedModule.MaximumImage, "larger than any image that is read");
        }

        var bytes = new byte[length];
        var done = 0;
        while (done < length && RandomAccess.Read(handle, bytes.AsSpan(done), done) is > 0 and var read)
        {
            done += read;
        }

        return done == length ? bytes : throw new InvalidBinaryException(path, done, "ended while it was read");
    }
}
