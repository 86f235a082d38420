using System.Reflection;
using System.Reflection.Metadata;

namespace Hotfixing.DotNet.Check;

/// <summary>Whether the running build of another assembly lets an assembly use what it has.</summary>
/// <param name="user">The simple name of the assembly that uses it.</param>
internal sealed class ForeignAccess(string user)
{
    private readonly Dictionary<MetadataReader, bool> _friends = [];

    /// <summary>Whether the type may be named.</summary>
    public bool MayUse(MetadataReader reader, TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        return (type.Attributes & TypeAttributes.VisibilityMask) switch
        {
            TypeAttributes.Public => true,
            TypeAttributes.NotPublic => IsFriend(reader),
            TypeAttributes.NestedPrivate => false,
            TypeAttributes.NestedAssembly or TypeAttributes.NestedFamANDAssem => IsFriend(reader) && MayUse(reader, type.GetDeclaringType()),
            _ => MayUse(reader, type.GetDeclaringType()),
        };
    }

    /// <summary>Whether the method may be called.</summary>
    public bool MayUse(MetadataReader reader, MethodDefinition method) => MayUse(reader, method.Attributes & MethodAttributes.MemberAccessMask);

    /// <summary>Whether the field may be used; fields have the same values for access as methods.</summary>
    public bool MayUse(MetadataReader reader, FieldDefinition field) =>
        MayUse(reader, (MethodAttributes)(field.Attributes & FieldAttributes.FieldAccessMask));

    /// <summary>What is protected, the compiler has seen to: the user derives from its type.</summary>
    private bool MayUse(MetadataReader reader, MethodAttributes access) => access switch
    {
        MethodAttributes.Public or MethodAttributes.Family or MethodAttributes.FamORAssem => true,
        MethodAttributes.Assembly or MethodAttributes.FamANDAssem => IsFriend(reader),
        _ => false,
    };

    private bool IsFriend(MetadataReader reader)
    {
        if (!_friends.TryGetValue(reader, out var isFriend))
        {
            isFriend = reader.GetAssemblyDefinition().GetCustomAttributes().Select(reader.GetCustomAttribute).Any(a => NamesUser(reader, a));
            _friends.Add(reader, isFriend);
        }

        return isFriend;
    }

    /// <summary>The one argument is the friend's name, with its public key behind a comma (ECMA-335 II.23.3: from the third byte on).</summary>
    private bool NamesUser(MetadataReader reader, CustomAttribute attribute)
    {
        if (attribute.Constructor.Kind != HandleKind.MemberReference
            || reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent is not { Kind: HandleKind.TypeReference } type
            || !reader.StringComparer.Equals(reader.GetTypeReference((TypeReferenceHandle)type).Name, "InternalsVisibleToAttribute"))
        {
            return false;
        }

        var value = reader.GetBlobReader(attribute.Value);
        value.ReadUInt16();
        return value.ReadSerializedString()?.Split(',')[0].Trim().Equals(user, StringComparison.OrdinalIgnoreCase) == true;
    }
}
