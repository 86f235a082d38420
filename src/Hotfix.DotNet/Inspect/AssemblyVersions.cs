using System.Reflection.Metadata;

namespace Hotfixing.DotNet.Inspect;

/// <summary>Reads the version an assembly states in its attributes.</summary>
internal static class AssemblyVersions
{
    /// <summary>The version for people, without the commit it was built from; null when it states none.</summary>
    public static string? InformationalVersionOf(MetadataReader metadata)
    {
        foreach (var handle in metadata.GetAssemblyDefinition().GetCustomAttributes())
        {
            var attribute = metadata.GetCustomAttribute(handle);
            if (TypeNameOf(metadata, attribute) == "AssemblyInformationalVersionAttribute")
            {
                // ECMA-335 II.23.3: the prolog, then the arguments of the constructor.
                var value = metadata.GetBlobReader(attribute.Value);
                return value.ReadUInt16() == 1 ? value.ReadSerializedString()?.Split('+')[0] : null;
            }
        }

        return null;
    }

    private static string? TypeNameOf(MetadataReader metadata, CustomAttribute attribute) => attribute.Constructor.Kind switch
    {
        HandleKind.MethodDefinition => metadata.GetString(
            metadata.GetTypeDefinition(metadata.GetMethodDefinition((MethodDefinitionHandle)attribute.Constructor).GetDeclaringType()).Name),
        HandleKind.MemberReference when metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent is var parent
            && parent.Kind == HandleKind.TypeReference => metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)parent).Name),
        _ => null,
    };
}
