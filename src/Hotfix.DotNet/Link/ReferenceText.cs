using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using Hotfixing.DotNet.Compare;
using Hotfixing.DotNet.Protocol;

namespace Hotfixing.DotNet.Link;

/// <summary>Spells what tokens of a module mean, without the assemblies, so that it can be compared across modules.</summary>
/// <param name="reader">The module.</param>
/// <param name="rename">The name to use for a definition instead of its own, or null.</param>
/// <param name="companion">The name under which a method stands as a static one in a companion, or null when it does not.</param>
internal sealed class ReferenceText(
    MetadataReader reader, Func<EntityHandle, string?>? rename = null, Func<MethodDefinitionHandle, string?>? companion = null)
{
    /// <summary>The text of a token.</summary>
    public string Of(EntityHandle token)
    {
        switch (token.Kind)
        {
            case HandleKind.TypeDefinition:
                var type = reader.GetTypeDefinition((TypeDefinitionHandle)token);
                var typeName = rename?.Invoke(token) ?? reader.GetString(type.Name);
                return Type(type.GetDeclaringType(), type.Namespace, typeName);
            case HandleKind.TypeReference:
                var reference = reader.GetTypeReference((TypeReferenceHandle)token);
                return Type(
                    reference.ResolutionScope.Kind == HandleKind.TypeReference ? reference.ResolutionScope : default,
                    reference.Namespace, reader.GetString(reference.Name));
            case HandleKind.TypeSpecification:
                return Text(SignatureParser.ParseType(
                    reader.GetBlobBytes(reader.GetTypeSpecification((TypeSpecificationHandle)token).Signature)));
            case HandleKind.StandaloneSignature:
                return Signature(reader.GetStandaloneSignature((StandaloneSignatureHandle)token).Signature);
            case HandleKind.MethodSpecification:
                var specification = reader.GetMethodSpecification((MethodSpecificationHandle)token);
                return Of(specification.Method) + Signature(specification.Signature);
            case HandleKind.MethodDefinition:
                var method = (MethodDefinitionHandle)token;
                return Member(Of(reader.GetMethodDefinition(method).GetDeclaringType()), method);
            case HandleKind.FieldDefinition:
                var field = reader.GetFieldDefinition((FieldDefinitionHandle)token);
                var fieldName = rename?.Invoke(token) ?? reader.GetString(field.Name);
                return $"{Of(field.GetDeclaringType())}::{fieldName}{Signature(field.Signature)}";
            case HandleKind.MemberReference:
                return Member(reader.GetMemberReference((MemberReferenceHandle)token));
            default:
                return $"{token.Kind}";
        }
    }

    /// <summary>The text of a signature.</summary>
    public string Signature(BlobHandle signature) => Text(SignatureParser.Parse(reader.GetBlobBytes(signature)));

    private string Member(MemberReference member)
    {
        var own = OwnMembers.Find(reader, member);
        if (own?.Kind == HandleKind.MethodDefinition && companion?.Invoke((MethodDefinitionHandle)own) is not null)
        {
            return Member(CompanionInstance((TypeSpecificationHandle)member.Parent), (MethodDefinitionHandle)own);
        }

        var isOfCompanion = own?.Kind == HandleKind.FieldDefinition && rename is not null && rename(own.Value) is null
            && rename(reader.GetFieldDefinition((FieldDefinitionHandle)own).GetDeclaringType()) is not null;
        var parent = isOfCompanion ? CompanionInstance((TypeSpecificationHandle)member.Parent) : Of(member.Parent);
        var name = own is { } definition ? rename?.Invoke(definition) : null;
        return $"{parent}::{name ?? reader.GetString(member.Name)}{Signature(member.Signature)}";
    }

    private string Member(string parent, MethodDefinitionHandle handle)
    {
        var method = reader.GetMethodDefinition(handle);
        if (companion?.Invoke(handle) is { } name)
        {
            return $"{parent}::{name}{StaticText(method)}";
        }

        return $"{parent}::{rename?.Invoke(handle) ?? reader.GetString(method.Name)}{Signature(method.Signature)}";
    }

    /// <summary>A companion is always a class, also that of a structure.</summary>
    private string CompanionInstance(TypeSpecificationHandle handle)
    {
        var instance = SignatureParser.ParseType(reader.GetBlobBytes(reader.GetTypeSpecification(handle).Signature));
        instance.Bytes[1] = (byte)SignatureTypeKind.Class;
        return Text(instance);
    }

    private string StaticText(MethodDefinition method)
    {
        var blob = reader.GetBlobBytes(method.Signature);
        var signature = SignatureParser.Parse(blob);
        if (!new SignatureHeader(blob[0]).IsInstance)
        {
            return Text(signature);
        }

        var owner = method.GetDeclaringType();
        var thisType = ThisParameter.Of(
            TokenReference.Existing(MetadataTokens.GetToken(owner)), TypeShape.IsValueType(reader, owner),
            reader.GetTypeDefinition(owner).GetGenericParameters().Count);
        return Text(ThisParameter.MakeExplicit(signature, SignatureParser.EndOfReturnType(blob), thisType));
    }

    private string Type(EntityHandle enclosing, StringHandle @namespace, string name) =>
        !enclosing.IsNil ? $"{Of(enclosing)}/{name}" : @namespace.IsNil ? name : $"{reader.GetString(@namespace)}.{name}";


    private string Text(SignatureTemplate signature) =>
        SignatureText.Of(signature, t => Of(MetadataTokens.EntityHandle((int)t.Value)));
}
