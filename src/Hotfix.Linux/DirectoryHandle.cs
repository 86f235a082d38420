using System.Runtime.InteropServices;

using Microsoft.Win32.SafeHandles;

namespace Hotfixing.Linux;

/// <summary>An open directory.</summary>
public sealed class DirectoryHandle : IDisposable
{
    private DirectoryHandle(SafeFileHandle handle) => Handle = handle;

    internal SafeFileHandle Handle { get; }

    /// <summary>What the file system says of it.</summary>
    public FileStatus Status => FileStatus.Of(Handle, "directory");

    /// <summary>Opens a directory as a process sees it, in whatever mount namespace and root directory the process is.</summary>
    /// <param name="processId">The process.</param>
    /// <param name="path">An absolute path in the process's eyes.</param>
    /// <exception cref="SystemCallException">It cannot be opened.</exception>
    public static DirectoryHandle OpenAsSeenBy(int processId, string path)
    {
        if (SharesRootWith(processId))
        {
            return new DirectoryHandle(Open(Libc.CurrentDirectory, path, 0, path));
        }

        // From out here, a symbolic link would lead into our own file system instead of the process's: none is followed.
        var current = Open(Libc.CurrentDirectory, $"/proc/{processId}/root", 0, $"/proc/{processId}/root");
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            using var parent = current;
            current = OpenIn(parent, part);
        }

        return new DirectoryHandle(current);
    }

    /// <summary>The names of the folders in it.</summary>
    /// <exception cref="IOException">They cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">They may not be read.</exception>
    public IEnumerable<string> Folders => Directory.EnumerateDirectories(PathOf("")).Select(f => Path.GetFileName(f));

    /// <summary>A path by which this process reaches something in the directory while it is open.</summary>
    public string PathOf(string name) => $"/proc/self/fd/{Handle.DangerousGetHandle()}/{name}";

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();

    /// <summary>Opens a directory that is neither reached through a symbolic link nor is one.</summary>
    internal static SafeFileHandle OpenIn(SafeFileHandle parent, string name) =>
        Open((int)parent.DangerousGetHandle(), name, Libc.NoFollow, name);

    private static SafeFileHandle Open(int parent, string path, int flags, string name)
    {
        var descriptor = Libc.OpenAt(parent, path, Libc.ReadOnly | Libc.Directory | Libc.CloseOnExec | flags, 0);
        return descriptor >= 0
            ? new SafeFileHandle(descriptor, ownsHandle: true)
            : throw new SystemCallException($"open {name}", Marshal.GetLastPInvokeError());
    }

    private static bool SharesRootWith(int processId) =>
        Link($"/proc/{processId}/ns/mnt") == Link("/proc/self/ns/mnt") && Link($"/proc/{processId}/root") == Link("/proc/self/root");

    private static string? Link(string path) => new FileInfo(path).LinkTarget;
}
