using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Hotfixing.DotNet.Compare;

/// <summary>One managed assembly as bytes: nothing is loaded, nothing of it is run.</summary>
internal sealed class AssemblyImage : IDisposable
{
    /// <summary>No assembly larger than this is read, in bytes; the largest in the framework are below 20 MiB.</summary>
    public const int MaximumSize = 512 * 1024 * 1024;

    private readonly PEReader _file;

    private AssemblyImage(string path, PEReader file)
    {
        Path = path;
        _file = file;
        Metadata = file.GetMetadataReader(MetadataReaderOptions.None);
        var module = Metadata.GetModuleDefinition();
        var assembly = Metadata.GetAssemblyDefinition();
        Mvid = Metadata.GetGuid(module.Mvid);
        Name = Metadata.GetString(assembly.Name);
        Version = assembly.Version;
        PublicKey = Metadata.GetBlobBytes(assembly.PublicKey);
    }

    /// <summary>Where the bytes came from, for messages.</summary>
    public string Path { get; }

    /// <summary>The assembly's simple name.</summary>
    public string Name { get; }

    /// <summary>The assembly's version.</summary>
    public Version Version { get; }

    /// <summary>The whole public key, or empty.</summary>
    public byte[] PublicKey { get; }

    /// <summary>The module version id: names this very build.</summary>
    public Guid Mvid { get; }

    /// <summary>The file name, for people.</summary>
    public string FileName => System.IO.Path.GetFileName(Path);

    /// <summary>The metadata tables.</summary>
    public MetadataReader Metadata { get; }

    /// <summary>Reads an image.</summary>
    /// <exception cref="InvalidBinaryException">It is not a managed assembly, or it is damaged.</exception>
    public static AssemblyImage Read(string path, ImmutableArray<byte> bytes)
    {
        if (bytes.Length > MaximumSize)
        {
            throw new InvalidBinaryException(path, MaximumSize, "larger than any assembly hotfix reads");
        }

        var file = new PEReader(bytes);
        try
        {
            if (!file.HasMetadata)
            {
                throw new InvalidBinaryException(path, 0, "not a managed assembly: it has no metadata");
            }

            // What is needed may all lie before the cut, but half a copy is not what was built.
            var length = file.PEHeaders.SectionHeaders.Max(s => (long)s.PointerToRawData + s.SizeOfRawData);
            if (length > bytes.Length)
            {
                throw new InvalidBinaryException(path, bytes.Length, $"cut short: it has {bytes.Length} of {length} bytes");
            }

            return new AssemblyImage(path, file);
        }
        catch (Exception e) when (IsOfDamage(e))
        {
            file.Dispose();
            throw new InvalidBinaryException(path, 0, $"not a managed assembly, or damaged: {e.Message}", e);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Does work that reads the tables and code of this image, whose damage shows only then.</summary>
    /// <exception cref="InvalidBinaryException">They are damaged.</exception>
    public T Reading<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (IsOfDamage(e))
        {
            throw new InvalidBinaryException(Path, 0, $"its metadata or code cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The body of a method, or null when it has none (abstract, extern, or supplied by the runtime).</summary>
    public MethodBodyBlock? Body(MethodDefinitionHandle handle)
    {
        var rva = Metadata.GetMethodDefinition(handle).RelativeVirtualAddress;
        return rva == 0 ? null : _file.GetMethodBody(rva);
    }

    /// <summary>The whole body as it lies in the file: header, code, exception clauses.</summary>
    public ReadOnlySpan<byte> RawBody(MethodDefinitionHandle handle)
    {
        var rva = Metadata.GetMethodDefinition(handle).RelativeVirtualAddress;
        var body = _file.GetMethodBody(rva);
        return _file.GetSectionData(rva).GetContent(0, body.Size).AsSpan();
    }

    /// <summary>Where the native code the assembly was published with is described; empty without such (ManagedNativeHeader, ECMA-335 II.25.3.3).</summary>
    public DirectoryEntry NativeHeader => _file.PEHeaders.CorHeader?.ManagedNativeHeaderDirectory ?? default;

    /// <summary>What lies at an address: the initial data of a field that has some (ECMA-335 II.22.18), or a table of native code.</summary>
    public ImmutableArray<byte> Data(int rva, int size) => _file.GetSectionData(rva).GetContent(0, size);

    /// <summary>The bytes of a resource inside the assembly (ECMA-335 II.24.2.4 and II.22.24: each has its length before it).</summary>
    public ReadOnlySpan<byte> Resource(ManifestResource resource)
    {
        var directory = _file.PEHeaders.CorHeader!.ResourcesDirectory;
        var section = _file.GetSectionData(directory.RelativeVirtualAddress);
        var start = checked((int)resource.Offset);
        var length = section.GetReader(start, sizeof(int)).ReadInt32();
        return section.GetContent(checked(start + sizeof(int)), length).AsSpan();
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    /// <summary>What reading rows, heaps and code that contradict each other ends in; the reader checks bounds, not sense.</summary>
    private static bool IsOfDamage(Exception exception) => exception is BadImageFormatException or InvalidOperationException
        or ArgumentException or OverflowException or IndexOutOfRangeException or InvalidCastException or KeyNotFoundException
        or NullReferenceException or NotSupportedException;
}
