namespace Hotfixing.Linux;

/// <summary>Reads the memory of a process that runs on (proc(5), /proc/PID/mem).</summary>
public static class TargetMemory
{
    /// <summary>Whether we may read memory of the process: that takes the right to trace it (ptrace(2), Yama).</summary>
    public static bool IsReadable(Target target)
    {
        try
        {
            using var memory = Open(target);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Copies a stretch of memory; null when not all of it can be read.</summary>
    /// <param name="target">The process.</param>
    /// <param name="start">The first address in the target.</param>
    /// <param name="length">How much, in bytes.</param>
    public static byte[]? TryRead(Target target, ulong start, int length)
    {
        if (start > long.MaxValue - (ulong)length)
        {
            // Addresses of the kernel's; the end of a file's would be before its start.
            return null;
        }

        try
        {
            using var memory = Open(target);
            var bytes = new byte[length];
            var done = 0;
            while (done < length)
            {
                var read = RandomAccess.Read(memory, bytes.AsSpan(done), (long)start + done);
                if (read <= 0)
                {
                    return null;
                }

                done += read;
            }

            return ProcessStatus.IsRunning(target) ? bytes : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static Microsoft.Win32.SafeHandles.SafeFileHandle Open(Target target) => File.OpenHandle($"/proc/{target.ProcessId}/mem");
}
