using System.Text;

namespace Hotfixing.Linux;

/// <summary>Reads the files of /proc/PID: as a whole, up to a limit, and only while the process is the one that is meant.</summary>
internal static class ProcessFile
{
    private const int FirstBuffer = 16 * 1024;

    /// <summary>Reads a file of the target's folder in /proc.</summary>
    /// <param name="target">The process.</param>
    /// <param name="name">The file's name in /proc/PID.</param>
    /// <param name="limit">The largest size, in bytes, that is read.</param>
    /// <exception cref="TargetExitedException">The process has ended.</exception>
    /// <exception cref="AccessDeniedException">The process is somebody else's.</exception>
    /// <exception cref="InvalidBinaryException">The file is larger than the limit.</exception>
    public static string ReadText(Target target, string name, int limit) => Encoding.UTF8.GetString(Read(target, name, limit));

    /// <summary>Reads a file of the target's folder in /proc; the rest is as for <see cref="ReadText"/>.</summary>
    public static byte[] Read(Target target, string name, int limit)
    {
        try
        {
            var bytes = ReadAll($"/proc/{target.ProcessId}/{name}", limit);
            return ProcessStatus.IsRunning(target) ? bytes : throw new TargetExitedException(target);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new AccessDeniedException($"{target} belongs to another user: /proc/{target.ProcessId}/{name} cannot be read", e);
        }
        catch (IOException e)
        {
            throw new TargetExitedException(target, e);
        }
    }

    /// <summary>Follows a link of the target's folder in /proc; null when the kernel does not show it to us.</summary>
    public static string? TryReadLink(Target target, string name)
    {
        try
        {
            return new FileInfo($"/proc/{target.ProcessId}/{name}").LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Reads a file whose size is not known before.</summary>
    /// <exception cref="InvalidBinaryException">It is larger than the limit.</exception>
    public static byte[] ReadAll(string path, int limit)
    {
        using var handle = File.OpenHandle(path);
        using var stream = new FileStream(handle, FileAccess.Read, bufferSize: 0);
        var buffer = new byte[Math.Min(FirstBuffer, limit)];
        var length = 0;
        while (stream.Read(buffer, length, buffer.Length - length) is > 0 and var read)
        {
            length += read;
            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, length < limit
                    ? (int)Math.Min(2L * length, limit)
                    : throw new InvalidBinaryException(path, limit, $"larger than the {limit} bytes that are read of such a file"));
            }
        }

        return buffer[..length];
    }
}
