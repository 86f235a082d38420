using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using Hotfixing.Linux;

namespace Hotfixing.DotNet.Inspect;

/// <summary>
/// An assembly that a process has loaded from bytes, or out of its compressed single file. The runtime copies the file as it is to the
/// start of shared memory of its own, which no other file backs, and keeps that copy while the assembly is loaded, also where it makes a
/// second one to run from (runtime: FlatImageLayout in src/coreclr/vm/peimagelayout.cpp, CreateFileMapping in
/// src/coreclr/pal/src/map/map.cpp, 8 to 10).
/// </summary>
internal sealed class MemoryModule : LoadedModule
{
    private const string SharedMemory = "/dev/zero";

    private readonly Target _target;
    private readonly MemoryMapping _mapping;

    private MemoryModule(Target target, MemoryMapping mapping, string name)
        : base(name + ".dll")
    {
        _target = target;
        _mapping = mapping;
    }

    /// <summary>Whether there may be such a copy in a mapping. The kernel names shared memory that belongs to no file so.</summary>
    public static bool MayBeIn(MemoryMapping mapping) =>
        mapping is { Path: SharedMemory, IsDeleted: true, IsShared: true, Offset: 0, Length: > 0 and <= MaximumImage };

    /// <summary>Looks for it; null when there is none, or the memory cannot be read.</summary>
    public static MemoryModule? TryFind(Target target, MemoryMapping mapping) =>
        TryRead(target, mapping) is { } image && NameOf(image) is { } name ? new MemoryModule(target, mapping, name) : null;

    /// <inheritdoc/>
    public override ImmutableArray<byte> ReadImage() => ImmutableCollectionsMarshal.AsImmutableArray(
        TryRead(_target, _mapping) ?? throw new RefusedException([InspectDiagnostics.ImageGone(Path)]));

    private static byte[]? TryRead(Target target, MemoryMapping mapping) =>
        TargetMemory.TryRead(target, mapping.Start, 2) is [(byte)'M', (byte)'Z']
            && TargetMemory.TryRead(target, mapping.Start, (int)mapping.Length) is { } bytes ? PeFile.TryTrim(bytes) : null;

    private static string? NameOf(byte[] image)
    {
        try
        {
            using var file = new PEReader(new MemoryStream(image));
            var metadata = file.HasMetadata ? file.GetMetadataReader() : null;
            return metadata is { IsAssembly: true } ? metadata.GetString(metadata.GetAssemblyDefinition().Name) : null;
        }
        catch (Exception e) when (e is BadImageFormatException or InvalidOperationException)
        {
            return null;
        }
    }
}
