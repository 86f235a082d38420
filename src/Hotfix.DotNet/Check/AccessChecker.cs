using System.Reflection;
using System.Reflection.Metadata;
using Hotfixing.DotNet.Compare;

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
        foreach (var used in BodyTokens.Of(body).Select(Definition))
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

    private EntityHandle Definition(EntityHandle token) => token.Kind switch
    {
        HandleKind.MethodSpecification => Definition(_new.GetMethodSpecification((MethodSpecificationHandle)token).Method),
        HandleKind.MemberReference => OwnMembers.Find(_new, _new.GetMemberReference((MemberReferenceHandle)token)) ?? default,
        HandleKind.MethodDefinition or HandleKind.FieldDefinition or HandleKind.TypeDefinition => token,
        _ => default,
    };

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
