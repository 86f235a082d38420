using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using Hotfixing.DotNet.Protocol;

namespace Hotfixing.DotNet.Compare;

/// <summary>Which members the compiler made as parts of methods, and which of them a method uses itself, in order.</summary>
internal sealed class PartList(AssemblyImage oldImage, AssemblyImage newImage)
{
    /// <summary>The parts a method of the running build uses, each once, in the order of first use.</summary>
    public List<EntityHandle> OfOld(MethodDefinitionHandle method) => Of(oldImage, method);

    /// <summary>The parts a method of the new build uses, each once, in the order of first use.</summary>
    public List<EntityHandle> OfNew(MethodDefinitionHandle method) => Of(newImage, method);

    /// <summary>Whether the member of the running build is a part of a method.</summary>
    public bool IsOldPart(EntityHandle member) => IsPart(oldImage.Metadata, member);

    /// <summary>Whether the member of the new build is a part of a method.</summary>
    public bool IsNewPart(EntityHandle member) => IsPart(newImage.Metadata, member);

    /// <summary>Whether the member is a part of a method.</summary>
    public static bool IsPart(MetadataReader reader, EntityHandle member)
    {
        switch (member.Kind)
        {
            case HandleKind.TypeDefinition:
                return GeneratedName.IsPartType(reader.GetString(reader.GetTypeDefinition((TypeDefinitionHandle)member).Name));
            case HandleKind.MethodDefinition:
                return GeneratedName.IsPartMethod(reader.GetString(reader.GetMethodDefinition((MethodDefinitionHandle)member).Name));
            case HandleKind.FieldDefinition:
                var field = reader.GetFieldDefinition((FieldDefinitionHandle)member);
                var owner = reader.GetString(reader.GetTypeDefinition(field.GetDeclaringType()).Name);
                return GeneratedName.IsPartField(owner, reader.GetString(field.Name));
            default:
                return false;
        }
    }

    /// <summary>Whether the member is what a method keeps from its first call; such parts are not listed.</summary>
    public static bool IsCache(MetadataReader reader, EntityHandle member)
    {
        switch (member.Kind)
        {
            case HandleKind.TypeDefinition:
                return GeneratedName.IsCache("", reader.GetString(reader.GetTypeDefinition((TypeDefinitionHandle)member).Name));
            case HandleKind.FieldDefinition:
                var field = reader.GetFieldDefinition((FieldDefinitionHandle)member);
                var owner = reader.GetString(reader.GetTypeDefinition(field.GetDeclaringType()).Name);
                return GeneratedName.IsCache(owner, reader.GetString(field.Name));
            default:
                return false;
        }
    }

    private static List<EntityHandle> Of(AssemblyImage image, MethodDefinitionHandle method)
    {
        var parts = new List<EntityHandle>();
        if (image.Body(method) is not { } body)
        {
            return parts;
        }

        var seen = new HashSet<EntityHandle>();
        foreach (var token in BodyTokens.Of(body))
        {
            Collect(image.Metadata, token, seen, parts, depth: 0);
        }

        return parts;
    }

    /// <summary>Looks through instances and references into the module itself for the definitions behind them.</summary>
    private static void Collect(MetadataReader reader, EntityHandle token, HashSet<EntityHandle> seen, List<EntityHandle> parts, int depth)
    {
        const int deepest = 20;
        if (token.IsNil || depth > deepest || !seen.Add(token))
        {
            return;
        }

        switch (token.Kind)
        {
            case HandleKind.MethodSpecification:
                var method = reader.GetMethodSpecification((MethodSpecificationHandle)token);
                Collect(reader, method.Method, seen, parts, depth + 1);
                CollectTypes(SignatureParser.Parse(reader.GetBlobBytes(method.Signature)));
                break;
            case HandleKind.MemberReference:
                var member = reader.GetMemberReference((MemberReferenceHandle)token);
                Collect(reader, member.Parent, seen, parts, depth + 1);
                if (OwnMembers.Find(reader, member) is { } own)
                {
                    Collect(reader, own, seen, parts, depth + 1);
                }

                break;
            case HandleKind.TypeSpecification:
                CollectTypes(SignatureParser.ParseType(
                    reader.GetBlobBytes(reader.GetTypeSpecification((TypeSpecificationHandle)token).Signature)));
                break;
            case HandleKind.StandaloneSignature:
                CollectTypes(SignatureParser.Parse(
                    reader.GetBlobBytes(reader.GetStandaloneSignature((StandaloneSignatureHandle)token).Signature)));
                break;
            case HandleKind.MethodDefinition or HandleKind.FieldDefinition when !IsPart(reader, token):
                // Of an iterator, a method names only the constructor and fields.
                Collect(reader, OwnerOf(reader, token), seen, parts, depth + 1);
                break;
            default:
                if (IsPart(reader, token) && !IsCache(reader, token))
                {
                    parts.Add(token);
                }

                break;
        }

        void CollectTypes(SignatureTemplate signature)
        {
            foreach (var type in signature.Tokens)
            {
                Collect(reader, MetadataTokens.EntityHandle((int)type.Value), seen, parts, depth + 1);
            }
        }
    }

    private static TypeDefinitionHandle OwnerOf(MetadataReader reader, EntityHandle member) => member.Kind == HandleKind.MethodDefinition
        ? reader.GetMethodDefinition((MethodDefinitionHandle)member).GetDeclaringType()
        : reader.GetFieldDefinition((FieldDefinitionHandle)member).GetDeclaringType();
}
