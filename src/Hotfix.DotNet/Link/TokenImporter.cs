using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using Hotfixing.DotNet.Compare;
using Hotfixing.DotNet.Protocol;

namespace Hotfixing.DotNet.Link;

/// <summary>
/// Translates tokens of the new build into tokens of the place its code is moved to. What has a counterpart in the running build
/// becomes that; what is new becomes its definition in the delta assembly.
/// </summary>
internal sealed class TokenImporter(AssemblyComparison comparison, DeltaContents delta, ITokenSink sink, IDefinitionScope scope)
{
    private readonly MetadataReader _new = comparison.New.Metadata;
    private readonly Dictionary<int, TokenReference> _imported = [];
    private readonly Dictionary<string, TokenReference> _texts = [];

    /// <summary>Translates a token; of user strings see <see cref="Text"/>.</summary>
    /// <exception cref="CannotLinkException">There is nothing it could become.</exception>
    public TokenReference Import(EntityHandle token)
    {
        var key = MetadataTokens.GetToken(token);
        if (!_imported.TryGetValue(key, out var imported))
        {
            imported = Translate(token);
            _imported.Add(key, imported);
        }

        return imported;
    }

    /// <summary>Adds a text constant of the new build.</summary>
    public TokenReference Text(int token)
    {
        var text = _new.GetUserString((UserStringHandle)MetadataTokens.Handle(token));
        if (!_texts.TryGetValue(text, out var imported))
        {
            imported = sink.UserString(text);
            _texts.Add(text, imported);
        }

        return imported;
    }

    /// <summary>Translates a whole signature.</summary>
    public SignatureTemplate Signature(BlobHandle signature) => Import(SignatureParser.Parse(_new.GetBlobBytes(signature)));

    /// <summary>
    /// Translates the signature of a method that stands in the delta as a static one: what was <c>this</c> becomes the first
    /// parameter.
    /// </summary>
    public SignatureTemplate StaticSignature(MethodDefinitionHandle handle)
    {
        var method = _new.GetMethodDefinition(handle);
        var blob = _new.GetBlobBytes(method.Signature);
        var signature = Import(SignatureParser.Parse(blob));
        return new SignatureHeader(blob[0]).IsInstance
            ? ThisParameter.MakeExplicit(signature, SignatureParser.EndOfReturnType(blob), ThisType(method.GetDeclaringType()))
            : signature;
    }

    private TokenReference Translate(EntityHandle token)
    {
        switch (token.Kind)
        {
            case HandleKind.TypeDefinition:
                return Type((TypeDefinitionHandle)token);
            case HandleKind.MethodDefinition:
                return Method((MethodDefinitionHandle)token);
            case HandleKind.FieldDefinition:
                return Field((FieldDefinitionHandle)token);
            case HandleKind.AssemblyReference:
                var assembly = _new.GetAssemblyReference((AssemblyReferenceHandle)token);
                return sink.AssemblyReference(
                    _new.GetString(assembly.Name), assembly.Version, _new.GetBlobBytes(assembly.PublicKeyOrToken));
            case HandleKind.TypeReference:
                var type = _new.GetTypeReference((TypeReferenceHandle)token);
                return type.ResolutionScope.Kind is HandleKind.AssemblyReference or HandleKind.TypeReference
                    ? sink.TypeReference(Import(type.ResolutionScope), _new.GetString(type.Namespace), _new.GetString(type.Name))
                    : throw new CannotLinkException($"the type {_new.GetString(type.Name)} is of another module of the assembly");
            case HandleKind.TypeSpecification:
                var specification = _new.GetTypeSpecification((TypeSpecificationHandle)token);
                return sink.TypeSpecification(Import(SignatureParser.ParseType(_new.GetBlobBytes(specification.Signature))));
            case HandleKind.MemberReference:
                return Member(_new.GetMemberReference((MemberReferenceHandle)token));
            case HandleKind.MethodSpecification:
                var method = _new.GetMethodSpecification((MethodSpecificationHandle)token);
                return sink.MethodSpecification(Import(method.Method), Signature(method.Signature));
            case HandleKind.StandaloneSignature:
                return sink.StandaloneSignature(
                    Signature(_new.GetStandaloneSignature((StandaloneSignatureHandle)token).Signature));
            default:
                throw new CannotLinkException($"a reference of an unknown kind ({token.Kind})");
        }
    }

    private TokenReference Type(TypeDefinitionHandle handle) => comparison.Correspondence.TryGetOld(handle, out var old)
        ? scope.LoadedType((TypeDefinitionHandle)old)
        : scope.NewType(handle);

    private TokenReference Method(MethodDefinitionHandle handle)
    {
        var owner = _new.GetMethodDefinition(handle).GetDeclaringType();
        if (scope.Definition(handle) is { } definition)
        {
            return definition;
        }

        return comparison.Correspondence.HasOld(handle) || !comparison.Correspondence.HasOld(owner)
            ? sink.MemberReference(Import(owner), CurrentName(handle), Signature(_new.GetMethodDefinition(handle).Signature))
            : sink.MemberReference(scope.Companion(owner), delta.CompanionName(handle), StaticSignature(handle));
    }

    private TokenReference Field(FieldDefinitionHandle handle)
    {
        var field = _new.GetFieldDefinition(handle);
        var owner = field.GetDeclaringType();
        if (scope.Definition(handle) is { } definition)
        {
            return definition;
        }

        var parent = comparison.Correspondence.HasOld(handle) || !comparison.Correspondence.HasOld(owner)
            ? Import(owner)
            : scope.Companion(owner);
        return sink.MemberReference(parent, CurrentName(handle), Signature(field.Signature));
    }

    private TokenReference Member(MemberReference member)
    {
        if (OwnMembers.Find(_new, member) is not { } own)
        {
            return sink.MemberReference(Import(member.Parent), _new.GetString(member.Name), Signature(member.Signature));
        }

        var owner = own.Kind == HandleKind.MethodDefinition
            ? _new.GetMethodDefinition((MethodDefinitionHandle)own).GetDeclaringType()
            : _new.GetFieldDefinition((FieldDefinitionHandle)own).GetDeclaringType();
        if (comparison.Correspondence.HasOld(own) || !comparison.Correspondence.HasOld(owner))
        {
            return sink.MemberReference(Import(member.Parent), CurrentName(own), Signature(member.Signature));
        }

        var companion = sink.TypeSpecification(CompanionInstance((TypeSpecificationHandle)member.Parent, owner));
        return own.Kind == HandleKind.MethodDefinition
            ? sink.MemberReference(companion, delta.CompanionName((MethodDefinitionHandle)own), StaticSignature((MethodDefinitionHandle)own))
            : sink.MemberReference(companion, CurrentName(own), Signature(member.Signature));
    }

    /// <summary>The instance of a generic type's companion that has the same type arguments; it is always a class.</summary>
    private SignatureTemplate CompanionInstance(TypeSpecificationHandle instance, TypeDefinitionHandle owner)
    {
        var parsed = SignatureParser.ParseType(_new.GetBlobBytes(_new.GetTypeSpecification(instance).Signature));
        var imported = new SignatureTemplate
        {
            Bytes = parsed.Bytes,
            Positions = parsed.Positions,
            Tokens = [scope.Companion(owner), .. parsed.Tokens.Skip(1).Select(Translated)],
        };
        imported.Bytes[1] = (byte)SignatureTypeKind.Class;
        return imported;
    }

    private SignatureTemplate ThisType(TypeDefinitionHandle owner) =>
        ThisParameter.Of(Import(owner), TypeShape.IsValueType(_new, owner), _new.GetTypeDefinition(owner).GetGenericParameters().Count);

    private SignatureTemplate Import(SignatureTemplate signature) => new()
    {
        Bytes = signature.Bytes,
        Positions = signature.Positions,
        Tokens = [.. signature.Tokens.Select(Translated)],
    };

    private TokenReference Translated(TokenReference token) => Import(MetadataTokens.EntityHandle((int)token.Value));

    /// <summary>Made-up names hold numbers that shift, so the name is the one the member has where it is loaded.</summary>
    private string CurrentName(EntityHandle member) =>
        comparison.Correspondence.TryGetOld(member, out var old) ? Name(comparison.Old.Metadata, old.Value) : Name(_new, member);

    private static string Name(MetadataReader reader, EntityHandle member) => reader.GetString(member.Kind == HandleKind.MethodDefinition
        ? reader.GetMethodDefinition((MethodDefinitionHandle)member).Name
        : reader.GetFieldDefinition((FieldDefinitionHandle)member).Name);
}
