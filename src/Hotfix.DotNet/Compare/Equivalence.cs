using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using Hotfixing.DotNet.Protocol;

namespace Hotfixing.DotNet.Compare;

/// <summary>Whether a token of the running build and one of the new build mean the same, given what corresponds to what.</summary>
internal sealed class Equivalence(AssemblyImage oldImage, AssemblyImage newImage, Correspondence correspondence)
{
    private readonly MetadataReader _old = oldImage.Metadata;
    private readonly MetadataReader _new = newImage.Metadata;
    private readonly Dictionary<(int, int), bool> _settled = [];
    private bool _sawUnsettled;

    /// <summary>
    /// Asked about a pair of definitions neither of which is bound; answers whether it bound them just now. Null outside the
    /// matching of compiler-made parts.
    /// </summary>
    public Func<EntityHandle, EntityHandle, bool>? Unify { get; set; }

    /// <summary>Whether the two mean the same.</summary>
    public bool Same(EntityHandle oldToken, EntityHandle newToken)
    {
        if (oldToken.Kind != newToken.Kind || oldToken.IsNil != newToken.IsNil)
        {
            return false;
        }

        if (oldToken.IsNil)
        {
            return true;
        }

        var key = (MetadataTokens.GetToken(oldToken), MetadataTokens.GetToken(newToken));
        if (_settled.TryGetValue(key, out var known))
        {
            return known;
        }

        var outer = _sawUnsettled;
        _sawUnsettled = false;
        var same = Decide(oldToken, newToken);
        if (!_sawUnsettled)
        {
            _settled[key] = same;
        }

        _sawUnsettled |= outer;
        return same;
    }

    /// <summary>Whether two user strings are the same text.</summary>
    public bool SameText(int oldToken, int newToken) =>
        _old.GetUserString((UserStringHandle)MetadataTokens.Handle(oldToken))
        == _new.GetUserString((UserStringHandle)MetadataTokens.Handle(newToken));

    /// <summary>Whether two signatures (of methods, fields, properties, locals) are the same.</summary>
    public bool SameSignature(BlobHandle oldSignature, BlobHandle newSignature) =>
        Same(SignatureParser.Parse(Bytes(_old, oldSignature)), SignatureParser.Parse(Bytes(_new, newSignature)));

    private bool Decide(EntityHandle oldToken, EntityHandle newToken)
    {
        switch (oldToken.Kind)
        {
            case HandleKind.TypeDefinition or HandleKind.MethodDefinition or HandleKind.FieldDefinition:
                return SameDefinition(oldToken, newToken);
            case HandleKind.TypeReference:
                var oldType = _old.GetTypeReference((TypeReferenceHandle)oldToken);
                var newType = _new.GetTypeReference((TypeReferenceHandle)newToken);
                return SameName(oldType.Name, newType.Name) && SameName(oldType.Namespace, newType.Namespace)
                    && Same(oldType.ResolutionScope, newType.ResolutionScope);
            case HandleKind.AssemblyReference:
                return SameName(
                    _old.GetAssemblyReference((AssemblyReferenceHandle)oldToken).Name,
                    _new.GetAssemblyReference((AssemblyReferenceHandle)newToken).Name);
            case HandleKind.ModuleReference:
                return SameName(
                    _old.GetModuleReference((ModuleReferenceHandle)oldToken).Name,
                    _new.GetModuleReference((ModuleReferenceHandle)newToken).Name);
            case HandleKind.TypeSpecification:
                return Same(
                    SignatureParser.ParseType(Bytes(_old, _old.GetTypeSpecification((TypeSpecificationHandle)oldToken).Signature)),
                    SignatureParser.ParseType(Bytes(_new, _new.GetTypeSpecification((TypeSpecificationHandle)newToken).Signature)));
            case HandleKind.MemberReference:
                return SameMember(
                    _old.GetMemberReference((MemberReferenceHandle)oldToken),
                    _new.GetMemberReference((MemberReferenceHandle)newToken));
            case HandleKind.MethodSpecification:
                var oldMethod = _old.GetMethodSpecification((MethodSpecificationHandle)oldToken);
                var newMethod = _new.GetMethodSpecification((MethodSpecificationHandle)newToken);
                return Same(oldMethod.Method, newMethod.Method) && SameSignature(oldMethod.Signature, newMethod.Signature);
            case HandleKind.StandaloneSignature:
                return SameSignature(
                    _old.GetStandaloneSignature((StandaloneSignatureHandle)oldToken).Signature,
                    _new.GetStandaloneSignature((StandaloneSignatureHandle)newToken).Signature);
            default:
                return false;
        }
    }

    private bool SameDefinition(EntityHandle oldToken, EntityHandle newToken)
    {
        if (correspondence.AreBound(oldToken, newToken))
        {
            _sawUnsettled |= correspondence.IsTried(newToken);
            return true;
        }

        _sawUnsettled = true;
        return !correspondence.HasOld(newToken) && !correspondence.HasNew(oldToken) && Unify?.Invoke(oldToken, newToken) == true;
    }

    /// <summary>
    /// A member of a generic type of the module itself is referred to by a MemberRef even inside the module; there the name may
    /// be a made-up one, so the definitions are compared.
    /// </summary>
    private bool SameMember(MemberReference oldMember, MemberReference newMember)
    {
        if (!Same(oldMember.Parent, newMember.Parent))
        {
            return false;
        }

        var oldOwn = OwnMembers.Find(_old, oldMember);
        var newOwn = OwnMembers.Find(_new, newMember);
        if (oldOwn is { } oldDefinition && newOwn is { } newDefinition)
        {
            return Same(oldDefinition, newDefinition);
        }

        return oldOwn is null && newOwn is null && SameName(oldMember.Name, newMember.Name)
            && SameSignature(oldMember.Signature, newMember.Signature);
    }

    private bool Same(SignatureTemplate oldSignature, SignatureTemplate newSignature)
    {
        if (!oldSignature.Bytes.AsSpan().SequenceEqual(newSignature.Bytes)
            || !oldSignature.Positions.AsSpan().SequenceEqual(newSignature.Positions))
        {
            return false;
        }

        for (var i = 0; i < oldSignature.Tokens.Length; i++)
        {
            if (!Same(Entity(oldSignature.Tokens[i]), Entity(newSignature.Tokens[i])))
            {
                return false;
            }
        }

        return true;
    }

    private bool SameName(StringHandle oldName, StringHandle newName) => _new.StringComparer.Equals(newName, _old.GetString(oldName));

    private static EntityHandle Entity(TokenReference token) => MetadataTokens.EntityHandle((int)token.Value);

    private static ReadOnlySpan<byte> Bytes(MetadataReader reader, BlobHandle blob) => reader.GetBlobContent(blob).AsSpan();
}
