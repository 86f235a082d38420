using System.Collections.Immutable;
using System.Runtime.InteropServices;

using Hotfixing.Linux;

namespace Hotfixing.DotNet.Inspect;

/// <summary>An assembly that a process has loaded from a file.</summary>
internal sealed class LoadedModule
{
    /// <summary>The largest image that is read, in bytes.</summary>
    public const int MaximumImage = 1024 * 1024 * 1024;

    private readonly Target _target;
    private readonly IReadOnlyList<MemoryMapping> _mappings;
    private readonly Lazy<DateTimeOffset> _started;

    /// <summary>Describes a module by the mappings of its file, at least one, and the moment before which it cannot have been loaded.</summary>
    public LoadedModule(Target target, IReadOnlyList<MemoryMapping> mappings, Lazy<DateTimeOffset> started)
    {
        _target = target;
        _mappings = mappings;
        _started = started;
    }

    /// <summary>The file's path as the target sees it; where the file was deleted or replaced, the name it had.</summary>
    public string Path => _mappings[0].Path;

    /// <summary>The file's name.</summary>
    public string FileName => System.IO.Path.GetFileName(Path);

    private MemoryMapping Mapping => _mappings[0];

    /// <summary>Reads the bytes the process was started from, which may no longer be those of the file at <see cref="Path"/>.</summary>
    /// <exception cref="RefusedException">They are lost.</exception>
    /// <exception cref="HotfixException">The process has ended, or access is denied.</exception>
    public ImmutableArray<byte> ReadImage()
    {
        var path = TargetFiles.FromHere(_target, Path);
        var file = Mapping.IsDeleted ? null : FileStatus.TryRead(path);
        var bytes = file?.Identity == Mapping.File
            ? ReadUnchanged(path)
            : ReadDescriptor() ?? ReadMappedFile() ?? ReadMemory(file is null ? null : path);
        return ImmutableCollectionsMarshal.AsImmutableArray(bytes ?? throw Refused(InspectDiagnostics.ImageGone(Path)));
    }

    /// <summary>Of several files opened under the name, only the mapped one; where the file system numbers them otherwise, the only one.</summary>
    private byte[]? ReadDescriptor()
    {
        var opened = TargetFiles.OpenedAs(_target, Path)
            .Select(p => (Path: p, FileStatus.TryRead(p)?.Identity))
            .Where(f => f.Identity is not null)
            .ToList();
        var found = opened.FirstOrDefault(f => f.Identity == Mapping.File).Path
            ?? (opened.Select(f => f.Identity).Distinct().Count() == 1 ? opened[0].Path : null);
        return found is null ? null : ReadUnchanged(found);
    }

    private byte[]? ReadMappedFile() => ReadUnchanged(TargetFiles.Mapped(_target, Mapping));

    private byte[]? ReadMemory(string? presentFile)
    {
        var flat = _mappings.FirstOrDefault(m => m is { Offset: 0, IsShared: true, Length: <= MaximumImage });
        if (flat is null || TargetMemory.TryRead(_target, flat.Start, (int)flat.Length) is not { } memory)
        {
            return null;
        }

        if (presentFile is null)
        {
            return PeFile.TryTrim(memory);
        }

        // A file system that numbers its files otherwise than the kernel's list of mappings: its file counts if it is the same.
        var bytes = ReadUnchanged(presentFile);
        return bytes is not null && memory.Length >= bytes.Length && memory.AsSpan(0, bytes.Length).SequenceEqual(bytes) ? bytes : null;
    }

    /// <summary>Reads a file; null when we cannot; refuses when it has changed since the runtime started.</summary>
    private byte[]? ReadUnchanged(string path)
    {
        try
        {
            using var handle = File.OpenHandle(path);
            var bytes = ReadAll(handle, path);
            var status = FileStatus.Of(handle, path);

            // Deleting and replacing a file changes its ctime, so only mtime can tell whether it had been written to before. That misses
            // a file overwritten by a copy that keeps the time, and replaced after that: nothing on the system remembers it.
            var changed = Mapping.IsDeleted ? status.ModifiedAt : status.ChangedAt;
            return changed <= _started.Value ? bytes : throw Refused(InspectDiagnostics.ImageOverwritten(Path, changed, _started.Value));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private byte[] ReadAll(Microsoft.Win32.SafeHandles.SafeFileHandle handle, string path)
    {
        var length = RandomAccess.GetLength(handle);
        if (length > MaximumImage)
        {
            throw new InvalidBinaryException(path, MaximumImage, "larger than any image that is read");
        }

        var bytes = new byte[length];
        var done = 0;
        while (done < length && RandomAccess.Read(handle, bytes.AsSpan(done), done) is > 0 and var read)
        {
            done += read;
        }

        return done == length ? bytes : throw new InvalidBinaryException(Path, done, "ended while it was read");
    }

    private static RefusedException Refused(Diagnostic diagnostic) => new([diagnostic]);
}
