using System.Runtime.InteropServices;

using Microsoft.Win32.SafeHandles;

namespace Hotfixing.Linux;

/// <summary>
/// A directory only one user can write to, held open: everything in it is reached through the descriptor and without following
/// symbolic links, so that its owner cannot have us, who may be root, write or read anywhere else.
/// </summary>
public sealed class PrivateDirectory : IDisposable
{
    private const uint OwnerOnly = 0x1C0;
    private const uint OwnerReadWrite = 0x180;
    private const uint SameGroup = uint.MaxValue;

    private readonly SafeFileHandle handle;
    private readonly uint owner;
    private readonly string name;

    private PrivateDirectory(SafeFileHandle handle, uint owner, string name)
    {
        this.handle = handle;
        this.owner = owner;
        this.name = name;
    }

    /// <summary>Opens a directory in <paramref name="parent"/>, and makes it if it is not there.</summary>
    /// <param name="parent">The directory it is in.</param>
    /// <param name="name">Its name.</param>
    /// <param name="owner">The user it belongs to; a directory of anybody else is not opened.</param>
    /// <exception cref="SystemCallException">It cannot be made or opened.</exception>
    /// <exception cref="UntrustedDirectoryException">It exists, and somebody else can write to it.</exception>
    public static PrivateDirectory OpenOrCreate(DirectoryHandle parent, string name, uint owner)
    {
        if (Libc.MakeDirectoryAt(parent.Handle, name, OwnerOnly) != 0 && Marshal.GetLastPInvokeError() is var error and not Libc.Exists)
        {
            throw new SystemCallException($"mkdir {name}", error);
        }

        var handle = DirectoryHandle.OpenIn(parent.Handle, name);
        if (Libc.EffectiveUser() == 0 && owner != 0 && FileStatus.Of(handle, name).User == 0)
        {
            Check(Libc.ChangeOwner(handle, owner, SameGroup), $"fchown {name}");
        }

        return Trusted(handle, name, owner);
    }

    /// <summary>Opens an existing directory; see <see cref="OpenOrCreate"/>.</summary>
    /// <exception cref="SystemCallException">It cannot be opened.</exception>
    /// <exception cref="UntrustedDirectoryException">Somebody else can write to it.</exception>
    public static PrivateDirectory Open(DirectoryHandle parent, string name, uint owner) =>
        Trusted(DirectoryHandle.OpenIn(parent.Handle, name), name, owner);

    /// <summary>The names of what is in it.</summary>
    public IReadOnlyList<string> Names =>
        [.. Directory.EnumerateFileSystemEntries($"/proc/self/fd/{handle.DangerousGetHandle()}").Select(e => Path.GetFileName(e))];

    /// <summary>Writes a file as a whole: whoever opens it sees all of it, or what was there before.</summary>
    /// <exception cref="SystemCallException">It could not be written; what was there before is still there.</exception>
    public void WriteFile(string file, ReadOnlySpan<byte> contents)
    {
        var unfinished = $"{file}.{Guid.NewGuid():N}";
        using (var created = OpenFile(unfinished, Libc.WriteOnly | Libc.Create | Libc.Exclusive))
        {
            try
            {
                WriteAll(created, contents, file);
                GiveToOwner(created, file);
                Check(Libc.RenameAt(handle, unfinished, handle, file), $"rename {name}/{file}");
            }
            catch (SystemCallException)
            {
                DeleteFile(unfinished);
                throw;
            }
        }
    }

    /// <summary>The contents of a file; null when there is none.</summary>
    /// <exception cref="SystemCallException">It could not be read.</exception>
    /// <exception cref="UntrustedDirectoryException">It is not a file, or larger than <paramref name="maximum"/> bytes.</exception>
    public byte[]? TryReadFile(string file, int maximum)
    {
        try
        {
            // Without O_NONBLOCK, opening a pipe somebody put there would wait for ever.
            using var opened = OpenFile(file, Libc.ReadOnly | Libc.NonBlocking);
            var status = FileStatus.Of(opened, file);
            if (!status.IsRegularFile || status.Size > maximum)
            {
                throw new UntrustedDirectoryException(name, $"{file} is not a file of at most {maximum} bytes");
            }

            using var stream = new FileStream(opened, FileAccess.Read, bufferSize: 0);
            var contents = new byte[status.Size];
            stream.ReadExactly(contents);
            return contents;
        }
        catch (SystemCallException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>Deletes a file.</summary>
    /// <returns>Whether it was there.</returns>
    public bool DeleteFile(string file) => Libc.UnlinkAt(handle, file, 0) == 0;

    /// <summary>Tries to be the only process that holds this lock. Disposing the lock, or the end of this process, releases it.</summary>
    public IDisposable? TryLock(string file)
    {
        var opened = OpenFile(file, Libc.WriteOnly | Libc.Create);
        GiveToOwner(opened, file);
        if (Libc.Lock(opened, Libc.LockExclusiveNonBlocking) == 0)
        {
            return opened;
        }

        var error = Marshal.GetLastPInvokeError();
        opened.Dispose();
        return error == Libc.WouldBlock ? null : throw new SystemCallException($"flock {name}/{file}", error);
    }

    /// <inheritdoc/>
    public void Dispose() => handle.Dispose();

    /// <summary>Deletes the directory itself, from the one it is in, if it is empty.</summary>
    /// <returns>Whether it was.</returns>
    public bool Delete(DirectoryHandle parent) => Libc.UnlinkAt(parent.Handle, name, Libc.RemoveDirectory) == 0;

    private static PrivateDirectory Trusted(SafeFileHandle handle, string name, uint owner)
    {
        var status = FileStatus.Of(handle, name);
        if (status.User != owner || status.IsWritableByOthers)
        {
            handle.Dispose();
            throw new UntrustedDirectoryException(
                name, status.User != owner ? $"it belongs to user {status.User}" : "others may write to it");
        }

        return new PrivateDirectory(handle, owner, name);
    }

    private SafeFileHandle OpenFile(string file, int flags)
    {
        var descriptor = Libc.OpenAt(
            (int)handle.DangerousGetHandle(), file, flags | Libc.NoFollow | Libc.CloseOnExec, OwnerReadWrite);
        Check(descriptor < 0 ? -1 : 0, $"open {name}/{file}");
        return new SafeFileHandle(descriptor, ownsHandle: true);
    }

    private void WriteAll(SafeFileHandle file, ReadOnlySpan<byte> contents, string fileName)
    {
        while (contents.Length > 0)
        {
            var written = Libc.Write(file, contents, contents.Length);
            Check(written < 0 ? -1 : 0, $"write {name}/{fileName}");
            contents = contents[(int)written..];
        }
    }

    private void GiveToOwner(SafeFileHandle file, string fileName)
    {
        if (Libc.EffectiveUser() == 0 && owner != 0)
        {
            Check(Libc.ChangeOwner(file, owner, SameGroup), $"fchown {name}/{fileName}");
        }
    }

    private static void Check(int result, string call)
    {
        if (result != 0)
        {
            throw new SystemCallException(call, Marshal.GetLastPInvokeError());
        }
    }
}
