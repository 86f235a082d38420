using System.Reflection.Metadata;
using Hotfixing.DotNet.Compare;

namespace Hotfixing.DotNet.Link;

/// <summary>
/// Custom attributes name types by text, and a text without an assembly means the assembly the attribute stands in. Moved to the
/// delta it must not come to mean another type.
/// </summary>
internal sealed class AttributeValues(AssemblyComparison comparison) : ICustomAttributeTypeProvider<string>
{
    private readonly HashSet<string> _loaded =
        [.. comparison.Correspondence.Types().Select(t => SerializedName(comparison.New.Metadata, t.New))];

    private readonly List<string> _names = [];

    /// <summary>Checks that every type the attribute names is found from the delta too.</summary>
    /// <exception cref="CannotLinkException">One is not.</exception>
    public void EnsureMovable(CustomAttribute attribute)
    {
        _names.Clear();
        attribute.DecodeValue(this);
        if (_names.Find(n => !n.Contains(',', StringComparison.Ordinal) && _loaded.Contains(n)) is { } name)
        {
            throw new CannotLinkException($"an attribute of an added member names the type {name}");
        }
    }

    private static string SerializedName(MetadataReader reader, TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        var enclosing = type.GetDeclaringType();
        var name = reader.GetString(type.Name);
        return !enclosing.IsNil ? $"{SerializedName(reader, enclosing)}+{name}"
            : type.Namespace.IsNil ? name : $"{reader.GetString(type.Namespace)}.{name}";
    }

    string ICustomAttributeTypeProvider<string>.GetSystemType() => "System.Type";

    bool ICustomAttributeTypeProvider<string>.IsSystemType(string type) => type == "System.Type";

    string ICustomAttributeTypeProvider<string>.GetTypeFromSerializedName(string name)
    {
        _names.Add(name);
        return name;
    }

    /// <summary>Enumerations of other assemblies are taken for 32 bits wide; of all that are not, the compiler says so itself.</summary>
    PrimitiveTypeCode ICustomAttributeTypeProvider<string>.GetUnderlyingEnumType(string type) => PrimitiveTypeCode.Int32;

    string ISimpleTypeProvider<string>.GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode.ToString();

    string ISimpleTypeProvider<string>.GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) =>
        SerializedName(reader, handle);

    string ISimpleTypeProvider<string>.GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
    {
        var type = reader.GetTypeReference(handle);
        return $"{reader.GetString(type.Namespace)}.{reader.GetString(type.Name)}";
    }

    string ISZArrayTypeProvider<string>.GetSZArrayType(string elementType) => elementType + "[]";
}
