using System.Buffers.Binary;
using System.Runtime.InteropServices;

using Microsoft.Win32.SafeHandles;

namespace Hotfixing.Linux;

/// <summary>
/// The memory of one process, opened once for reading and writing (proc(5), /proc/PID/mem). What is opened belongs to the program that runs
/// now: should the process execute another one, reads and writes fail instead of reaching that.
/// </summary>
public sealed class ProcessMemory : IDisposable
{
    /// <summary>The most places that one system call reads (UIO_MAXIOV, include/uapi/linux/uio.h).</summary>
    public const int PlacesPerCall = 1024;

    private readonly SafeFileHandle file;
    private readonly int process;

    private ProcessMemory(SafeFileHandle file, int process) => (this.file, this.process) = (file, process);

    /// <summary>Opens it. The target notices nothing.</summary>
    /// <exception cref="SystemCallException">The process is gone, or may not be traced by this user.</exception>
    public static ProcessMemory Open(Target target)
    {
        var path = $"/proc/{target.ProcessId}/mem";
        var descriptor = Libc.OpenAt(Libc.CurrentDirectory, path, Libc.ReadAndWrite | Libc.CloseOnExec, 0);
        return descriptor >= 0
            ? new ProcessMemory(new SafeFileHandle(descriptor, ownsHandle: true), target.ProcessId)
            : throw new SystemCallException($"open {path}", Marshal.GetLastPInvokeError());
    }

    /// <summary>Copies memory of the target.</summary>
    /// <exception cref="SystemCallException">Not all of it can be read.</exception>
    public void Read(TargetAddress start, Span<byte> bytes)
    {
        if (!TryRead(start, bytes))
        {
            throw new SystemCallException($"read {bytes.Length} bytes at {start}", Marshal.GetLastPInvokeError());
        }
    }

    /// <summary>Copies memory of the target; false when not all of it can be read.</summary>
    public bool TryRead(TargetAddress start, Span<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var read = Libc.ReadAt(file, bytes, bytes.Length, (nint)start.Value);
            if (read <= 0)
            {
                return false;
            }

            bytes = bytes[(int)read..];
            start += (ulong)read;
        }

        return true;
    }

    /// <summary>Copies memory of the target.</summary>
    /// <exception cref="SystemCallException">Not all of it can be read.</exception>
    public byte[] Read(TargetAddress start, int length)
    {
        var bytes = new byte[length];
        Read(start, bytes);
        return bytes;
    }

    /// <summary>Reads a word of 8 bytes.</summary>
    /// <exception cref="SystemCallException">It cannot be read.</exception>
    public ulong ReadWord(TargetAddress place)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        Read(place, bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    /// <summary>Reads a word of 4 bytes.</summary>
    /// <exception cref="SystemCallException">It cannot be read.</exception>
    public uint ReadHalf(TargetAddress place)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        Read(place, bytes);
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }

    /// <summary>Reads a pointer.</summary>
    /// <exception cref="SystemCallException">It cannot be read.</exception>
    public TargetAddress ReadPointer(TargetAddress place) => new(ReadWord(place));

    /// <summary>Copies pieces of one length from many places, with few system calls; the pieces follow one another.</summary>
    /// <param name="places">Where the pieces are in the target.</param>
    /// <param name="length">The length of each, in bytes.</param>
    /// <param name="bytes">Where they go.</param>
    /// <exception cref="SystemCallException">Not all of it can be read.</exception>
    public unsafe void ReadMany(ReadOnlySpan<TargetAddress> places, int length, Span<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan((long)bytes.Length, (long)places.Length * length);
        var remote = stackalloc Libc.MemoryPart[PlacesPerCall];
        while (places.Length > 0)
        {
            var count = Math.Min(places.Length, PlacesPerCall);
            for (var i = 0; i < count; i++)
            {
                remote[i] = new Libc.MemoryPart { Start = (nuint)places[i].Value, Length = (nuint)length };
            }

            fixed (byte* place = bytes)
            {
                var local = new Libc.MemoryPart { Start = (nuint)place, Length = (nuint)(count * length) };
                if (Libc.ReadProcess(process, &local, 1, remote, (nuint)count, 0) != count * length)
                {
                    throw new SystemCallException($"process_vm_readv {count} times {length} bytes from {places[0]}", Marshal.GetLastPInvokeError());
                }
            }

            places = places[count..];
            bytes = bytes[(count * length)..];
        }
    }

    /// <summary>
    /// Writes memory of the target, whether its own code may write there or not. When this tool is killed in it, a part may be written:
    /// what must not be seen in part has to lie within one page, or else <see cref="WriteAtOnce"/> is the way.
    /// </summary>
    /// <exception cref="SystemCallException">Not all of it can be written.</exception>
    public void Write(TargetAddress start, ReadOnlySpan<byte> bytes)
    {
        TargetOperations.Announce("write");
        while (bytes.Length > 0)
        {
            var written = Libc.WriteAt(file, bytes, bytes.Length, (nint)start.Value);
            if (written <= 0)
            {
                throw new SystemCallException($"write {bytes.Length} bytes at {start}", Marshal.GetLastPInvokeError());
            }

            bytes = bytes[(int)written..];
            start += (ulong)written;
        }
    }

    /// <summary>Writes a word of 8 bytes.</summary>
    /// <exception cref="SystemCallException">It cannot be written.</exception>
    public void WriteWord(TargetAddress place, ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        Write(place, bytes);
    }

    /// <summary>Writes a word of 4 bytes.</summary>
    /// <exception cref="SystemCallException">It cannot be written.</exception>
    public void WriteHalf(TargetAddress place, uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        Write(place, bytes);
    }

    /// <summary>
    /// Writes up to a page of memory that the target's own code may write. All of it or nothing, even when this tool is killed in it and
    /// the place crosses a page: the kernel pins every page before it copies.
    /// </summary>
    /// <exception cref="SystemCallException">It cannot be written.</exception>
    public unsafe void WriteAtOnce(TargetAddress start, ReadOnlySpan<byte> bytes)
    {
        TargetOperations.Announce("writev");
        fixed (byte* place = bytes)
        {
            var local = new Libc.MemoryPart { Start = (nuint)place, Length = (nuint)bytes.Length };
            var remote = new Libc.MemoryPart { Start = (nuint)start.Value, Length = (nuint)bytes.Length };
            if (Libc.WriteProcess(process, &local, 1, &remote, 1, 0) != bytes.Length)
            {
                throw new SystemCallException($"process_vm_writev {bytes.Length} bytes at {start}", Marshal.GetLastPInvokeError());
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();
}
