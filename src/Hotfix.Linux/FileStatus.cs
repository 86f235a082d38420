using System.Runtime.InteropServices;

using Microsoft.Win32.SafeHandles;

namespace Hotfixing.Linux;

/// <summary>What the file system says of a file (statx(2)).</summary>
/// <param name="User">The owner.</param>
/// <param name="Group">The group.</param>
/// <param name="Mode">Type and permissions (inode(7)).</param>
/// <param name="Size">The size, in bytes.</param>
/// <param name="Identity">Which file it is, whatever its name.</param>
/// <param name="ModifiedAt">When its contents were last written; whoever writes may set it to anything.</param>
/// <param name="ChangedAt">When its contents, permissions, owner or name last changed; nobody can set it.</param>
public sealed record FileStatus(
    uint User, uint Group, int Mode, long Size, FileIdentity Identity, DateTimeOffset ModifiedAt, DateTimeOffset ChangedAt)
{
    private const int TypeMask = 0xF000;
    private const int RegularFile = 0x8000;
    private const int WritableByOthers = 0x12;
    private const int WriteAndSearch = 3;

    /// <summary>Whether it is a file, and not a directory, link, pipe or device.</summary>
    public bool IsRegularFile => (Mode & TypeMask) == RegularFile;

    /// <summary>Whether somebody else than the owner may write to it.</summary>
    public bool IsWritableByOthers => (Mode & WritableByOthers) != 0;

    /// <summary>Whether the permissions of this directory let a user make files in it. Root may always.</summary>
    public bool LetsCreate(ProcessIdentity user) =>
        user.User == 0
        || (user.User == User ? Mode >> 6 : user.Groups.Contains(Group) ? Mode >> 3 : Mode) is var rights
        && (rights & WriteAndSearch) == WriteAndSearch;

    /// <summary>Of the file at this path, following symbolic links.</summary>
    /// <exception cref="SystemCallException">It cannot be looked at.</exception>
    public static FileStatus Of(string path) => Read(Libc.CurrentDirectory, path, 0, path);

    /// <summary>Of an open file.</summary>
    /// <exception cref="SystemCallException">It cannot be looked at.</exception>
    public static FileStatus Of(SafeFileHandle file, string name) =>
        Read((int)file.DangerousGetHandle(), "", Libc.EmptyPath, name);

    /// <summary>Of the file at this path, following symbolic links; null when it cannot be looked at.</summary>
    public static FileStatus? TryRead(string path)
    {
        try
        {
            return Of(path);
        }
        catch (SystemCallException)
        {
            return null;
        }
    }

    private static FileStatus Read(int directory, string path, int flags, string name) =>
        Libc.StatX(directory, path, flags, Libc.BasicStatus, out var status) == 0
            ? new FileStatus(
                status.User,
                status.Group,
                status.Mode,
                (long)status.Size,
                new FileIdentity(status.DeviceMajor, status.DeviceMinor, status.Inode),
                Time(status.ModifiedSeconds, status.ModifiedNanoseconds),
                Time(status.ChangedSeconds, status.ChangedNanoseconds))
            : throw new SystemCallException($"statx {name}", Marshal.GetLastPInvokeError());

    private static DateTimeOffset Time(long seconds, uint nanoseconds) =>
        DateTimeOffset.FromUnixTimeSeconds(seconds).AddTicks(nanoseconds / TimeSpan.NanosecondsPerTick);
}
