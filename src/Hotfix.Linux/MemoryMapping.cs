using System.Globalization;

namespace Hotfixing.Linux;

/// <summary>One stretch of a process's memory (proc(5), one line of /proc/PID/maps).</summary>
/// <param name="Start">Its first address in the target.</param>
/// <param name="End">The address after its last.</param>
/// <param name="Permissions">Four letters: readable, writable, executable, and shared or private ("r-xp").</param>
/// <param name="Offset">Where in the file it begins, in bytes.</param>
/// <param name="File">Which file is mapped; all zero for none.</param>
/// <param name="Path">The file's path as the process sees it, or the kernel's name for the stretch; may be empty.</param>
/// <param name="IsDeleted">Whether the file no longer has that name: it was deleted or replaced.</param>
public sealed record MemoryMapping(
    ulong Start, ulong End, string Permissions, ulong Offset, FileIdentity File, string Path, bool IsDeleted)
{
    private const string DeletionMark = " (deleted)";

    /// <summary>Whether a file is mapped here.</summary>
    public bool IsFile => Path.StartsWith('/') && File.Inode != 0;

    /// <summary>Whether writes to the file show here, and the other way round.</summary>
    public bool IsShared => Permissions.EndsWith('s');

    /// <summary>The length, in bytes.</summary>
    public ulong Length => End - Start;

    /// <summary>A path as the kernel writes it, without its mark of a deleted file.</summary>
    public static string WithoutDeletionMark(string path) =>
        path.EndsWith(DeletionMark, StringComparison.Ordinal) ? path[..^DeletionMark.Length] : path;

    /// <summary>Parses one line; null when it is not one.</summary>
    public static MemoryMapping? TryParse(string line)
    {
        var fields = line.Split(' ', 6);
        if (fields.Length < 5
            || fields[0].Split('-') is not [var start, var end]
            || fields[3].Split(':') is not [var major, var minor]
            || !TryParseHex(start, out var first)
            || !TryParseHex(end, out var last)
            || !TryParseHex(fields[2], out var offset)
            || !TryParseHex(major, out var deviceMajor)
            || !TryParseHex(minor, out var deviceMinor)
            || !ulong.TryParse(fields[4], NumberStyles.None, CultureInfo.InvariantCulture, out var inode))
        {
            return null;
        }

        // The kernel writes a line feed in a name as \012, and nothing else in another form.
        var name = fields.Length == 6 ? fields[5].TrimStart(' ').Replace("\\012", "\n", StringComparison.Ordinal) : "";
        var path = WithoutDeletionMark(name);
        return new MemoryMapping(
            first,
            last,
            fields[1],
            offset,
            new FileIdentity((uint)deviceMajor, (uint)deviceMinor, inode),
            path,
            path.Length < name.Length);
    }

    private static bool TryParseHex(string text, out ulong value) =>
        ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
}
