using System.Reflection.Metadata;

namespace Hotfixing.DotNet.Compare;

/// <summary>Finds the definition behind a MemberRef that a module uses for its own generic types.</summary>
internal static class OwnMembers
{
    /// <summary>The type definition a TypeSpec instantiates, when it is the module's own; otherwise null.</summary>
    public static TypeDefinitionHandle? GenericDefinition(MetadataReader reader, TypeSpecificationHandle handle)
    {
        var blob = reader.GetBlobReader(reader.GetTypeSpecification(handle).Signature);
        if (blob.Length < 3 || blob.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance)
        {
            return null;
        }

        blob.ReadCompressedInteger();
        var type = blob.ReadTypeHandle();
        return type.Kind == HandleKind.TypeDefinition ? (TypeDefinitionHandle)type : null;
    }

    /// <summary>The method or field definition of this module that the reference names, or null when it names no own member.</summary>
    public static EntityHandle? Find(MetadataReader reader, MemberReference member)
    {
        if (member.Parent.Kind != HandleKind.TypeSpecification
            || GenericDefinition(reader, (TypeSpecificationHandle)member.Parent) is not { } owner)
        {
            return null;
        }

        var type = reader.GetTypeDefinition(owner);
        var name = reader.GetString(member.Name);
        if (member.GetKind() == MemberReferenceKind.Field)
        {
            foreach (var field in type.GetFields())
            {
                if (reader.StringComparer.Equals(reader.GetFieldDefinition(field).Name, name))
                {
                    return field;
                }
            }

            return null;
        }

        var signature = reader.GetBlobContent(member.Signature).AsSpan();
        foreach (var handle in type.GetMethods())
        {
            var method = reader.GetMethodDefinition(handle);
            if (reader.StringComparer.Equals(method.Name, name)
                && reader.GetBlobContent(method.Signature).AsSpan().SequenceEqual(signature))
            {
                return handle;
            }
        }

        return null;
    }
}
