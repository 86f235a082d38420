using System.Buffers.Binary;
using System.Runtime.InteropServices;

using Microsoft.Win32.SafeHandles;

namespace Hotfixing.Linux;

/// <summary>Lists the threads of one process over and over (proc(5), /proc/PID/task), without making garbage.</summary>
internal sealed class ThreadList : IDisposable
{
    // struct linux_dirent64 (getdents(2)): inode 8, offset 8, length 2, type 1, name.
    private const int LengthField = 16;
    private const int NameField = 19;

    private readonly SafeFileHandle folder;
    private readonly string path;
    private readonly byte[] entries = new byte[64 * 1024];

    public ThreadList(Target target)
    {
        path = $"/proc/{target.ProcessId}/task";
        var descriptor = Libc.OpenAt(Libc.CurrentDirectory, path, Libc.ReadOnly | Libc.Directory | Libc.CloseOnExec, 0);
        folder = descriptor >= 0
            ? new SafeFileHandle(descriptor, ownsHandle: true)
            : throw new SystemCallException($"open {path}", Marshal.GetLastPInvokeError());
    }

    /// <summary>Fills the list with the ids of the threads there are now; one that appears meanwhile may be missing.</summary>
    /// <exception cref="SystemCallException">The process is gone.</exception>
    public void Read(List<int> threads)
    {
        threads.Clear();
        Check(Libc.Seek(folder, 0, Libc.FromStart), "lseek");
        while (Libc.ReadDirectory(folder, entries, entries.Length) is var size and not 0)
        {
            Check(size, "getdents64");
            for (var at = 0; at < size; at += BinaryPrimitives.ReadUInt16LittleEndian(entries.AsSpan(at + LengthField)))
            {
                if (TryParse(entries.AsSpan(at + NameField), out var thread))
                {
                    threads.Add(thread);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => folder.Dispose();

    private static bool TryParse(ReadOnlySpan<byte> name, out int number)
    {
        number = 0;
        var length = 0;
        while (name[length] is >= (byte)'0' and <= (byte)'9')
        {
            number = number * 10 + name[length++] - '0';
        }

        return length > 0;
    }

    private void Check(nint result, string call)
    {
        if (result < 0)
        {
            throw new SystemCallException($"{call} {path}", Marshal.GetLastPInvokeError());
        }
    }
}
