using System.Collections.Immutable;
using System.Reflection.Metadata;
using Hotfixing.DotNet.Compare;
using Hotfixing.Linux;

namespace Hotfixing.DotNet.Inspect;

/// <summary>The assemblies a program with a framework of its own has loaded, or would load, by simple name; opened as they are asked for.</summary>
internal sealed class ProgramAssemblies(LoadedProgram program) : IDisposable
{
    /// <summary>The most assemblies that forward a type to one another.</summary>
    private const int MaximumForwards = 16;

    private readonly Dictionary<string, AssemblyImage?> _images = [];

    /// <summary>Finds the type a reference means, through assemblies that forward it; null when it is nowhere.</summary>
    public ResolvedType? Resolve(MetadataReader reader, TypeReferenceHandle handle)
    {
        var reference = reader.GetTypeReference(handle);
        var name = reader.GetString(reference.Name);
        switch (reference.ResolutionScope.Kind)
        {
            case HandleKind.TypeReference:
                return Resolve(reader, (TypeReferenceHandle)reference.ResolutionScope) is { } outer
                    ? Find(outer.Reader, outer.Reader.GetTypeDefinition(outer.Handle).GetNestedTypes(), "", name)
                    : null;
            case HandleKind.AssemblyReference:
                var assembly = reader.GetAssemblyReference((AssemblyReferenceHandle)reference.ResolutionScope);
                return Resolve(reader.GetString(assembly.Name), reader.GetString(reference.Namespace), name);
            default:
                return null;
        }
    }

    /// <summary>The type it derives from; null when it derives from none, or that is an instance of a generic type.</summary>
    public ResolvedType? ResolveBase(ResolvedType type)
    {
        var handle = type.Reader.GetTypeDefinition(type.Handle).BaseType;
        return handle.IsNil ? null : handle.Kind switch
        {
            HandleKind.TypeDefinition => type with { Handle = (TypeDefinitionHandle)handle },
            HandleKind.TypeReference => Resolve(type.Reader, (TypeReferenceHandle)handle),
            _ => null,
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var image in _images.Values)
        {
            image?.Dispose();
        }
    }

    private ResolvedType? Resolve(string assembly, string @namespace, string name)
    {
        for (var i = 0; i < MaximumForwards && Open(assembly) is { } image; i++)
        {
            var reader = image.Metadata;
            if (Find(reader, reader.TypeDefinitions, @namespace, name) is { } found)
            {
                return found;
            }

            var forward = reader.ExportedTypes.Select(reader.GetExportedType)
                .FirstOrDefault(t => t.IsForwarder
                    && reader.StringComparer.Equals(t.Name, name) && reader.StringComparer.Equals(t.Namespace, @namespace));
            if (forward.Implementation.Kind != HandleKind.AssemblyReference || forward.Implementation.IsNil)
            {
                return null;
            }

            assembly = reader.GetString(reader.GetAssemblyReference((AssemblyReferenceHandle)forward.Implementation).Name);
        }

        return null;
    }

    private static ResolvedType? Find(MetadataReader reader, IEnumerable<TypeDefinitionHandle> among, string @namespace, string name)
    {
        var handle = among.FirstOrDefault(h => reader.GetTypeDefinition(h) is var type
            && reader.StringComparer.Equals(type.Name, name) && reader.StringComparer.Equals(type.Namespace, @namespace));
        return handle.IsNil ? null : new ResolvedType(reader, handle);
    }

    private AssemblyImage? Open(string name)
    {
        if (!_images.TryGetValue(name, out var image))
        {
            image = Read(name) is { } bytes ? AssemblyImage.Read(name, bytes) : null;
            _images.Add(name, image);
        }

        return image;
    }

    private ImmutableArray<byte>? Read(string name)
    {
        if (program.FindModules(name) is [var loaded, ..])
        {
            return loaded.ReadImage();
        }

        var inside = program.Bundle?.Assemblies.FirstOrDefault(e => e.Path == name + ".dll");
        if (inside is not null)
        {
            return [.. program.Bundle!.ReadEntry(inside)];
        }

        string?[] folders = [program.RuntimeDirectory, Path.GetDirectoryName(program.MainFile)];
        var path = folders.OfType<string>()
            .Select(f => TargetFiles.FromHere(program.Target, Path.Combine(f, name + ".dll")))
            .FirstOrDefault(File.Exists);
        return path is null ? null : [.. File.ReadAllBytes(path)];
    }
}
