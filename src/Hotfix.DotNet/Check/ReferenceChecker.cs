using System.Reflection.Metadata;
using Hotfixing.DotNet.Compare;

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
                Check(_new.GetMethodSpecification((MethodSpecificationHandle)token).Method, function);
                break;
            case HandleKind.TypeSpecification:
                foreach (var type in SignatureParser.ParseType(
                    _new.GetBlobBytes(_new.GetTypeSpecification((TypeSpecificationHandle)token).Signature)).Tokens)
                {
                    Check(System.Reflection.Metadata.Ecma335.MetadataTokens.EntityHandle((int)type.Value), function);
                }

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
        else if (!_types.Has(handle, out _))
        {
            diagnostics.Add(PatchDiagnostics.UnknownMember(function, _new.GetString(_new.GetTypeReference(handle).Name)));
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
        var isField = member.GetKind() == MemberReferenceKind.Field;
        var wanted = _new.GetBlobBytes(member.Signature);
        var hasMember = isField
            ? reader.GetTypeDefinition(definition).GetFields()
                .Any(f => reader.StringComparer.Equals(reader.GetFieldDefinition(f).Name, name))
            : reader.GetTypeDefinition(definition).GetMethods().Select(reader.GetMethodDefinition)
                .Any(m => reader.StringComparer.Equals(m.Name, name) && SameShape(reader.GetBlobBytes(m.Signature), wanted));
        if (!hasMember && !InheritsFromElsewhere(reader, definition))
        {
            diagnostics.Add(PatchDiagnostics.UnknownMember(function, $"{_new.GetString(_new.GetTypeReference(type).Name)}.{name}"));
        }
    }

    /// <summary>Two modules number types differently, so signatures are compared without them.</summary>
    private static bool SameShape(byte[] one, byte[] other) =>
        SignatureParser.Parse(one).Bytes.AsSpan().SequenceEqual(SignatureParser.Parse(other).Bytes);

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

        var type = System.Reflection.Metadata.Ecma335.MetadataTokens.EntityHandle((int)parsed.Tokens[0].Value);
        return type.Kind == HandleKind.TypeReference ? (TypeReferenceHandle)type : null;
    }
}
