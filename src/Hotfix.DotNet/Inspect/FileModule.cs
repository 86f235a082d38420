using System.Collections.Immutable;
using System.Runtime.InteropServices;

using Hotfixing.Linux;

namespace Hotfixing.DotNet.Inspect;

/// <summary>An assembly that a process has loaded from a file of its own.</summary>
/// <param name="target">The process.</param>
/// <param name="mappings">The mappings of the file, at least one; where it was deleted or replaced, they have the name it had.</param>
/// <param name="started">The moment before which it cannot have been loaded.</param>
internal sealed class FileModule(Target target, IReadOnlyList<MemoryMapping> mappings, Lazy<DateTimeOffset> started)
    : LoadedModule(mappings[0].Path)
{
    private readonly OriginalFile _original = new(mappings[0].Path, mappings[0].IsDeleted, started);

    private MemoryMapping Mapping => mappings[0];

    /// <summary>Reads the bytes the process was started from, which may no longer be those of the file at <see cref="Path"/>.</summary>
    /// <exception cref="RefusedException">They are lost.</exception>
    /// <exception cref="HotfixException">The process has ended, or access is denied.</exception>
    public override ImmutableArray<byte> ReadImage()
    {
        var path = TargetFiles.FromHere(target, Path);
        var file = Mapping.IsDeleted ? null : FileStatus.TryRead(path);
        var bytes = file?.Identity == Mapping.File
            ? ReadUnchanged(path)
            : ReadDescriptor() ?? ReadMappedFile() ?? ReadMemory(file is null ? null : path);
        return ImmutableCollectionsMarshal.AsImmutableArray(bytes ?? throw Refused(InspectDiagnostics.ImageGone(Path)));
    }

    /// <summary>Of several files opened under the name, only the mapped one; where the file system numbers them otherwise, the only one.</summary>
    private byte[]? ReadDescriptor()
    {
        var opened = TargetFiles.OpenedAs(target, Path)
            .Select(p => (Path: p, FileStatus.TryRead(p)?.Identity))
            .Where(f => f.Identity is not null)
            .ToList();
        var found = opened.FirstOrDefault(f => f.Identity == Mapping.File).Path
            ?? (opened.Select(f => f.Identity).Distinct().Count() == 1 ? opened[0].Path : null);
        return found is null ? null : ReadUnchanged(found);
    }

    private byte[]? ReadMappedFile() => ReadUnchanged(TargetFiles.Mapped(target, Mapping));

    private byte[]? ReadMemory(string? presentFile)
    {
        var flat = mappings.FirstOrDefault(m => m is { Offset: 0, IsShared: true, Length: <= MaximumImage });
        if (flat is null || TargetMemory.TryRead(target, flat.Start, (int)flat.Length) is not { } memory)
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

    private byte[]? ReadUnchanged(string path) => _original.TryRead(path);

    private static RefusedException Refused(Diagnostic diagnostic) => new([diagnostic]);
}
