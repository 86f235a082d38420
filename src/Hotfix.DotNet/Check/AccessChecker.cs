using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using Hotfixing.DotNet.Compare;
using Hotfixing.DotNet.Protocol;

namespace Hotfixing.DotNet.Check;

/// <summary>
/// Refuses code that uses a member only because the new build made it more visible: where it is loaded it is as private as it
/// was, and code put into the loaded module is held to that.
/// </summary>
internal sealed class AccessChecker(AssemblyComparison comparison)
{
    private readonly MetadataReader _old = comparison.Old.Metadata;
    private readonly MetadataReader _new = comparison.New.Metadata;

    /// <summary>The first member that the changed method uses and must not, if any.</summary>
    public string? FirstForbidden(MethodDefinitionHandle newMethod)
    {
        if (comparison.New.Body(newMethod) is not { } body)
        {
            return null;
        }

        var user = _new.GetMethodDefinition(newMethod).GetDeclaringType();
        foreach (var used in BodyTokens.Of(body).SelectMany(Definitions))
        {
            for (var token = used; !token.IsNil; token = Owner(token))
            {
                if (comparison.Correspondence.TryGetOld(token, out var old) && IsWidened(old.Value, token)
                    && !IsWithin(user, Owner(token)))
                {
                    return Name(token);
                }
            }
        }

        return null;
    }

    private string Name(EntityHandle token)
    {
        var names = new FunctionNames(_new);
        return token.Kind switch
        {
            HandleKind.MethodDefinition => names.Method((MethodDefinitionHandle)token),
            HandleKind.FieldDefinition => names.Field((FieldDefinitionHandle)token),
            _ => names.Type((TypeDefinitionHandle)token),
        };
    }

    /// <summary>What a token names of this module, type arguments included: the runtime asks for access to those, too.</summary>
    private IEnumerable<EntityHandle> Definitions(EntityHandle token)
    {
        switch (token.Kind)
        {
            case HandleKind.MethodSpecification:
                var method = _new.GetMethodSpecification((MethodSpecificationHandle)token);
                return [.. Definitions(method.Method), .. DefinitionsIn(SignatureParser.Parse(_new.GetBlobBytes(method.Signature)))];
            case HandleKind.MemberReference:
                var member = _new.GetMemberReference((MemberReferenceHandle)token);
                return [OwnMembers.Find(_new, member) ?? default, .. Definitions(member.Parent)];
            case HandleKind.TypeSpecification:
                var signature = _new.GetTypeSpecification((TypeSpecificationHandle)token).Signature;
                return DefinitionsIn(SignatureParser.ParseType(_new.GetBlobBytes(signature)));
            case HandleKind.MethodDefinition or HandleKind.FieldDefinition or HandleKind.TypeDefinition:
                return [token];
            default:
                return [];
        }
    }

    private IEnumerable<EntityHandle> DefinitionsIn(SignatureTemplate signature) =>
        signature.Tokens.SelectMany(t => Definitions(MetadataTokens.EntityHandle((int)t.Value)));

    private bool IsWidened(EntityHandle old, EntityHandle current) => (Access(_old, old), Access(_new, current)) switch
    {
        var (before, after) when before == after => false,
        (MethodAttributes.Public, _) => false,
        (MethodAttributes.FamORAssem, not MethodAttributes.Public) => false,
        (MethodAttributes.Family or MethodAttributes.Assembly, MethodAttributes.FamANDAssem or MethodAttributes.Private) => false,
        (MethodAttributes.FamANDAssem, MethodAttributes.Private) => false,
        _ => true,
    };

    /// <summary>Fields use the same values as methods; of types only nested ones can be less than visible to the whole assembly.</summary>
    private static MethodAttributes Access(MetadataReader reader, EntityHandle member) => member.Kind switch
    {
        HandleKind.MethodDefinition =>
            reader.GetMethodDefinition((MethodDefinitionHandle)member).Attributes & MethodAttributes.MemberAccessMask,
        HandleKind.FieldDefinition =>
            (MethodAttributes)(reader.GetFieldDefinition((FieldDefinitionHandle)member).Attributes & FieldAttributes.FieldAccessMask),
        _ => (reader.GetTypeDefinition((TypeDefinitionHandle)member).Attributes & TypeAttributes.VisibilityMask) switch
        {
            TypeAttributes.NestedPrivate => MethodAttributes.Private,
            TypeAttributes.NestedFamANDAssem => MethodAttributes.FamANDAssem,
            TypeAttributes.NestedFamily => MethodAttributes.Family,
            _ => MethodAttributes.Public,
        },
    };

    private TypeDefinitionHandle Owner(EntityHandle member) => member.Kind switch
    {
        HandleKind.MethodDefinition => _new.GetMethodDefinition((MethodDefinitionHandle)member).GetDeclaringType(),
        HandleKind.FieldDefinition => _new.GetFieldDefinition((FieldDefinitionHandle)member).GetDeclaringType(),
        HandleKind.TypeDefinition => _new.GetTypeDefinition((TypeDefinitionHandle)member).GetDeclaringType(),
        _ => default,
    };

    private bool IsWithin(TypeDefinitionHandle user, TypeDefinitionHandle owner)
    {
        for (var type = user; !type.IsNil; type = _new.GetTypeDefinition(type).GetDeclaringType())
        {
            if (type == owner)
            {
                return true;
            }
        }

        return false;
    }
}
