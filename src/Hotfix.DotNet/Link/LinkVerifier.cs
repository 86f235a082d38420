using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using Hotfixing.DotNet.Check;
using Hotfixing.DotNet.Compare;
using Hotfixing.DotNet.Protocol;

namespace Hotfixing.DotNet.Link;

/// <summary>
/// Reads a linked module back, independently of how it was made, and compares every reference with the one the compiler wrote: by
/// name, since names are what both sides must agree on; and the rest byte by byte. A difference is a fault of ours, and the patch is refused.
/// </summary>
internal sealed class LinkVerifier(AssemblyComparison comparison, DeltaContents contents, ModulePatch module)
{
    private readonly ReferenceText _written = new(comparison.New.Metadata);
    private readonly LinkedReferenceText _linked = new(comparison.Old.Metadata, module.Tokens);

    /// <summary>Refuses each linked body that does not mean what the compiler wrote.</summary>
    /// <param name="changes">The changes the bodies were made from.</param>
    /// <param name="diagnostics">Gets the refusals.</param>
    public void Verify(IEnumerable<MethodChange> changes, List<Diagnostic> diagnostics)
    {
        var sources = changes.ToDictionary(c => MetadataTokens.GetToken(c.Old));
        foreach (var body in module.Bodies)
        {
            if (FirstFault(sources[body.Method].New, body) is { } fault)
            {
                diagnostics.Add(PatchDiagnostics.Unproven(body.Function, fault));
            }
        }
    }

    /// <summary>Says what is wrong with the linked body of a method, or null when nothing is.</summary>
    public string? FirstFault(MethodDefinitionHandle source, BodyPatch linked)
    {
        var body = comparison.New.Body(source)!;
        var expected = Expected(body).ToList();
        if (expected.Count != linked.FixupTokens.Length)
        {
            return $"{linked.FixupTokens.Length} references instead of {expected.Count}";
        }

        for (var i = 0; i < expected.Count; i++)
        {
            var offset = linked.FixupOffsets[i];
            if (offset < 0 || offset + 4 > linked.Body.Length || (i > 0 && offset <= linked.FixupOffsets[i - 1]))
            {
                return $"a reference at {offset}, outside the body or out of order";
            }

            var actual = _linked.Of(linked.FixupTokens[i]);
            if (actual is null || !Agree(expected[i], actual))
            {
                return $"a reference to {actual ?? "nothing"} instead of {expected[i].Text}";
            }
        }

        return LinkedCode.FirstDifference(body, linked, module.Tokens);
    }

    /// <summary>The references of the body in the order the linked body has them: locals, code, handlers.</summary>
    private IEnumerable<(string Text, EntityHandle Token)> Expected(MethodBodyBlock body)
    {
        if (!body.LocalSignature.IsNil)
        {
            yield return (_written.Of(body.LocalSignature), body.LocalSignature);
        }

        foreach (var (token, text) in CodeTokens(body))
        {
            yield return text is not null ? ($"\"{text}\"", default) : (_written.Of(token), token);
        }

        foreach (var region in body.ExceptionRegions.Where(r => r.Kind == ExceptionRegionKind.Catch))
        {
            yield return (_written.Of(region.CatchType), region.CatchType);
        }
    }

    private List<(EntityHandle Token, string? Text)> CodeTokens(MethodBodyBlock body)
    {
        var tokens = new List<(EntityHandle, string?)>();
        var reader = new IlReader(body.GetILBytes());
        while (reader.MoveNext())
        {
            if (reader.HasToken)
            {
                tokens.Add(reader.Operand == System.Reflection.Emit.OperandType.InlineString
                    ? (default, comparison.New.Metadata.GetUserString((UserStringHandle)MetadataTokens.Handle(reader.Token)))
                    : (MetadataTokens.EntityHandle(reader.Token), null));
            }
        }

        return tokens;
    }

    /// <summary>
    /// The same name, or, where the two builds number made-up names differently or an added method became static, the name that
    /// the correspondence and the delta prescribe.
    /// </summary>
    private bool Agree((string Text, EntityHandle Token) expected, string actual) =>
        expected.Text == actual || (!expected.Token.IsNil && Prescribed(expected.Token) == actual);

    private string Prescribed(EntityHandle token) => new ReferenceText(
        comparison.New.Metadata,
        member => comparison.Correspondence.TryGetOld(member, out var old) ? Name(comparison.Old.Metadata, old.Value) : null,
        method => !comparison.Correspondence.HasOld(method)
            && comparison.Correspondence.HasOld(comparison.New.Metadata.GetMethodDefinition(method).GetDeclaringType())
                ? contents.CompanionName(method) : null).Of(token);

    private static string Name(MetadataReader reader, EntityHandle member) => member.Kind switch
    {
        HandleKind.TypeDefinition => reader.GetString(reader.GetTypeDefinition((TypeDefinitionHandle)member).Name),
        HandleKind.MethodDefinition => reader.GetString(reader.GetMethodDefinition((MethodDefinitionHandle)member).Name),
        _ => reader.GetString(reader.GetFieldDefinition((FieldDefinitionHandle)member).Name),
    };
}
