using System.Reflection.Metadata;
using Hotfixing.DotNet.Compare;

namespace Hotfixing.DotNet.Check;

/// <summary>Finds what the new build refers to in the running builds of the assemblies that are part of the same patch.</summary>
/// <param name="references">The new build.</param>
/// <param name="runningBuilds">The running builds, by assembly name.</param>
internal sealed class LoadedTypes(MetadataReader references, IReadOnlyDictionary<string, AssemblyImage> runningBuilds)
{
    /// <summary>A type that is forwarded more often than this is taken for missing.</summary>
    private const int MostForwards = 8;

    /// <summary>
    /// Whether the target has the type. What belongs, or is forwarded, to an assembly outside of the patch is there: the new build
    /// was compiled against the same.
    /// </summary>
    /// <param name="type">The reference.</param>
    /// <param name="found">Where the type is defined, if that is in one of the running builds.</param>
    public bool Has(TypeReferenceHandle type, out (MetadataReader Reader, TypeDefinitionHandle Type)? found)
    {
        found = null;
        var assembly = AssemblyOf(type);
        for (var forwards = 0; forwards <= MostForwards; forwards++)
        {
            if (assembly is null || !runningBuilds.TryGetValue(assembly, out var build))
            {
                return true;
            }

            if (Find(build.Metadata, type) is { } definition)
            {
                found = (build.Metadata, definition);
                return true;
            }

            if (!TryFindForward(build.Metadata, Outermost(type), out assembly))
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>The simple name of the assembly a type is looked for in; null when it is another module of this one.</summary>
    public string? AssemblyOf(TypeReferenceHandle handle)
    {
        var scope = Outermost(handle).ResolutionScope;
        return scope.Kind == HandleKind.AssemblyReference
            ? references.GetString(references.GetAssemblyReference((AssemblyReferenceHandle)scope).Name)
            : null;
    }

    private TypeReference Outermost(TypeReferenceHandle handle)
    {
        var type = references.GetTypeReference(handle);
        return type.ResolutionScope.Kind == HandleKind.TypeReference ? Outermost((TypeReferenceHandle)type.ResolutionScope) : type;
    }

    /// <summary>The assembly that a facade forwards a type to (ECMA-335 II.22.14).</summary>
    private bool TryFindForward(MetadataReader reader, TypeReference type, out string? assembly)
    {
        foreach (var exported in reader.ExportedTypes.Select(reader.GetExportedType))
        {
            if (exported.IsForwarder && exported.Implementation.Kind == HandleKind.AssemblyReference
                && reader.StringComparer.Equals(exported.Name, references.GetString(type.Name))
                && reader.StringComparer.Equals(exported.Namespace, references.GetString(type.Namespace)))
            {
                assembly = reader.GetString(reader.GetAssemblyReference((AssemblyReferenceHandle)exported.Implementation).Name);
                return true;
            }
        }

        assembly = null;
        return false;
    }

    private TypeDefinitionHandle? Find(MetadataReader reader, TypeReferenceHandle handle)
    {
        var type = references.GetTypeReference(handle);
        var name = references.GetString(type.Name);
        if (type.ResolutionScope.Kind == HandleKind.TypeReference)
        {
            return Find(reader, (TypeReferenceHandle)type.ResolutionScope) is { } outer
                ? Find(reader, reader.GetTypeDefinition(outer).GetNestedTypes(), name, null)
                : null;
        }

        return Find(reader, reader.TypeDefinitions, name, references.GetString(type.Namespace));
    }

    private static TypeDefinitionHandle? Find(
        MetadataReader reader, IEnumerable<TypeDefinitionHandle> among, string name, string? @namespace)
    {
        foreach (var handle in among)
        {
            var type = reader.GetTypeDefinition(handle);
            if (reader.StringComparer.Equals(type.Name, name)
                && (@namespace is null || (reader.StringComparer.Equals(type.Namespace, @namespace) && type.GetDeclaringType().IsNil)))
            {
                return handle;
            }
        }

        return null;
    }
}
