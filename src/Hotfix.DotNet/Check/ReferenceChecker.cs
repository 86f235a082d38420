using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using Hotfixing.DotNet.Compare;
using Hotfixing.DotNet.Link;
using Hotfixing.DotNet.Protocol;

namespace Hotfixing.DotNet.Check;

/// <summary>
/// Checks that what the new code uses of other assemblies is there: the assembly can be found by the target, and if it is part of
/// the same patch, its running build already has the member.
/// </summary>
internal sealed class ReferenceChecker(
    AssemblyComparison comparison, IReadOnlySet<string> available, IReadOnlyDictionary<string, AssemblyImage> runningBuilds,
    List<Diagnostic> diagnostics)
{
    private readonly MetadataReader _new = comparison.New.Metadata;
    private readonly ReferenceText _text = new(comparison.New.Metadata);
    private readonly ForeignAccess _access = new(comparison.Old.Name);
    private readonly LoadedTypes _types = new(comparison.New.Metadata, runningBuilds);
    private readonly HashSet<EntityHandle> _seen = [];

    /// <summary>Checks what a method of the new build uses.</summary>
    public void Check(MethodDefinitionHandle method, string function)
    {
        if (comparison.New.Body(method) is not { } body)
        {
            return;
        }

        foreach (var token in BodyTokens.Of(body))
        {
            Check(token, function);
        }
    }

    private void Check(EntityHandle token, string function)
    {
        if (token.IsNil || !_seen.Add(token))
        {
            return;
        }

        switch (token.Kind)
        {
            case HandleKind.MethodSpecification:
                var method = _new.GetMethodSpecification((MethodSpecificationHandle)token);
                Check(method.Method, function);
                Check(SignatureParser.Parse(_new.GetBlobBytes(method.Signature)), function);
                break;
            case HandleKind.TypeSpecification:
                Check(SignatureParser.ParseType(_new.GetBlobBytes(_new.GetTypeSpecification((TypeSpecificationHandle)token).Signature)), function);
                break;
            case HandleKind.StandaloneSignature:
                Check(
                    SignatureParser.Parse(_new.GetBlobBytes(_new.GetStandaloneSignature((StandaloneSignatureHandle)token).Signature)), function);
                break;
            case HandleKind.MemberReference:
                var member = _new.GetMemberReference((MemberReferenceHandle)token);
                Check(member.Parent, function);
                CheckMember(member, function);
                break;
            case HandleKind.TypeReference:
                CheckType((TypeReferenceHandle)token, function);
                break;
        }
    }

    private void Check(SignatureTemplate signature, string function)
    {
        foreach (var type in signature.Tokens)
        {
            Check(MetadataTokens.EntityHandle((int)type.Value), function);
        }
    }

    private void CheckType(TypeReferenceHandle handle, string function)
    {
        var assembly = _types.AssemblyOf(handle);
        if (assembly is null)
        {
            return;
        }

        if (!available.Contains(assembly))
        {
            diagnostics.Add(PatchDiagnostics.UnknownAssembly(function, assembly));
        }
        else if (!_types.Has(handle, out var found))
        {
            diagnostics.Add(PatchDiagnostics.UnknownMember(function, _new.GetString(_new.GetTypeReference(handle).Name)));
        }
        else if (found is var (reader, type) && !_access.MayUse(reader, type))
        {
            diagnostics.Add(PatchDiagnostics.AccessWidened(_text.Of(handle), function));
        }
    }

    private void CheckMember(MemberReference member, string function)
    {
        var parent = member.Parent.Kind == HandleKind.TypeSpecification
            ? GenericReference((TypeSpecificationHandle)member.Parent)
            : member.Parent.Kind == HandleKind.TypeReference ? (TypeReferenceHandle)member.Parent : null;
        if (parent is not { } type || !_types.Has(type, out var found) || found is not var (reader, definition))
        {
            return;
        }

        var name = _new.GetString(member.Name);
        var signature = _text.Signature(member.Signature);
        var text = new ReferenceText(reader);
        List<bool> allowed = member.GetKind() == MemberReferenceKind.Field
            ? [.. reader.GetTypeDefinition(definition).GetFields().Select(reader.GetFieldDefinition)
                .Where(f => reader.StringComparer.Equals(f.Name, name) && text.Signature(f.Signature) == signature)
                .Select(f => _access.MayUse(reader, f))]
            : [.. reader.GetTypeDefinition(definition).GetMethods().Select(reader.GetMethodDefinition)
                .Where(m => reader.StringComparer.Equals(m.Name, name) && text.Signature(m.Signature) == signature)
                .Select(m => _access.MayUse(reader, m))];
        var shown = $"{_new.GetString(_new.GetTypeReference(type).Name)}.{name}";
        if (allowed.Count == 0 && !InheritsFromElsewhere(reader, definition))
        {
            diagnostics.Add(PatchDiagnostics.UnknownMember(function, shown));
        }
        else if (allowed.Contains(false))
        {
            diagnostics.Add(PatchDiagnostics.AccessWidened(shown, function));
        }
    }

    /// <summary>A member may be inherited; then the base type is asked by the runtime, and its absence stops the patch there.</summary>
    private static bool InheritsFromElsewhere(MetadataReader reader, TypeDefinitionHandle type)
    {
        var baseType = reader.GetTypeDefinition(type).BaseType;
        return !baseType.IsNil && !(baseType.Kind == HandleKind.TypeReference
            && reader.GetString(reader.GetTypeReference((TypeReferenceHandle)baseType).Name) is "Object" or "ValueType" or "Enum");
    }

    private TypeReferenceHandle? GenericReference(TypeSpecificationHandle handle)
    {
        var parsed = SignatureParser.ParseType(_new.GetBlobBytes(_new.GetTypeSpecification(handle).Signature));
        if (parsed.Bytes[0] != (byte)SignatureTypeCode.GenericTypeInstance || parsed.Tokens.Length == 0)
        {
            return null;
        }

        var type = MetadataTokens.EntityHandle((int)parsed.Tokens[0].Value);
        return type.Kind == HandleKind.TypeReference ? (TypeReferenceHandle)type : null;
    }
}
