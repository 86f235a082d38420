using System.Reflection.Metadata;

namespace Hotfixing.DotNet.Compare;

/// <summary>Kinds of types, told from metadata alone.</summary>
internal static class TypeShape
{
    /// <summary>Whether it is a structure or an enumeration.</summary>
    public static bool IsValueType(MetadataReader reader, TypeDefinitionHandle handle) =>
        BaseName(reader, handle) is "ValueType" or "Enum";

    /// <summary>Whether it is an enumeration.</summary>
    public static bool IsEnum(MetadataReader reader, TypeDefinitionHandle handle) => BaseName(reader, handle) is "Enum";

    private static string BaseName(MetadataReader reader, TypeDefinitionHandle handle)
    {
        var baseType = reader.GetTypeDefinition(handle).BaseType;
        if (baseType.Kind == HandleKind.TypeReference && !baseType.IsNil)
        {
            var reference = reader.GetTypeReference((TypeReferenceHandle)baseType);
            return reader.StringComparer.Equals(reference.Namespace, "System") ? reader.GetString(reference.Name) : "";
        }

        return "";
    }
}
