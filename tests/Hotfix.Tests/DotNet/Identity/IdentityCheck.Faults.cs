using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Hotfixing.DotNet.Compare;
using Hotfixing.DotNet.Link;
using Hotfixing.DotNet.Protocol;

namespace Hotfixing.Tests.DotNet.Identity;

/// <summary>
/// Holds every linked body against the body of the running build, which neither the linker nor its own verifier looks at: apart from
/// the instruction that the touch put in front, they must be the same.
/// </summary>
internal sealed partial class IdentityCheck
{
    private const int NullCheck = 4;
    private const int HeaderSize = 12;
    private const int LocalsOffset = 8;

    private readonly Dictionary<MethodDefinitionHandle, string?> _companionNames = [];

    /// <summary>Tells what became of each method.</summary>
    public IdentityResult HoldAgainstOriginal()
    {
        var faults = new List<string>();
        var originals = new ReferenceText(_old.Metadata, companion: CompanionName);
        var linked = new LinkedReferenceText(_old.Metadata, Linked.Module.Tokens);
        foreach (var (change, body) in Comparison.Changes.Join(
            Linked.Module.Bodies, c => MetadataTokens.GetToken(c.Old), b => b.Method, (c, b) => (c, b)))
        {
            Hold(change.Old, Lines(body, linked, Added(change.Old, change.New)), originals, faults);
        }

        var moved = HoldDelta(originals, faults);
        var changed = Comparison.Changes.Select(c => c.Old).ToHashSet();
        var unchanged = WithBody.Count(m => Comparison.Correspondence.HasNew(m) && !changed.Contains(m));
        return new IdentityResult(WithBody.Count(), unchanged, Linked.Module.Bodies.Length, moved, faults);
    }

    private int HoldDelta(ReferenceText originals, List<string> faults)
    {
        if (Linked.Delta is null)
        {
            return 0;
        }

        using var file = new PEReader([.. Linked.Delta.Image]);
        var delta = file.GetMetadataReader();
        var texts = new ReferenceText(delta);
        var moved = delta.MethodDefinitions.ToLookup(m => texts.Of(m));
        var count = 0;
        foreach (var method in WithBody.Where(m => !Comparison.Correspondence.HasNew(m)))
        {
            // What is not there was left behind: its function was refused.
            foreach (var counterpart in moved[originals.Of(method)])
            {
                count++;
                var body = file.GetMethodBody(delta.GetMethodDefinition(counterpart).RelativeVirtualAddress);
                var skipped = Added(method, NewMethods[OldTexts.Of(method)]) + (ChecksForNull(method) ? NullCheck : 0);
                Hold(method, OriginalCode.Lines(body, skipped, OriginalCode.Texts(delta, body, texts)), originals, faults);
            }
        }

        return count;
    }

    private void Hold(
        MethodDefinitionHandle method, List<string> actual, ReferenceText originals, List<string> faults)
    {
        var body = _old.Body(method)!;
        var expected = OriginalCode.Lines(body, 0, OriginalCode.Texts(_old.Metadata, body, originals), IsMoved);
        if (!expected.SequenceEqual(actual))
        {
            var at = expected.Zip(actual).TakeWhile(p => p.First == p.Second).Count();
            faults.Add($"{originals.Of(method)}: {expected.ElementAtOrDefault(at)} became {actual.ElementAtOrDefault(at)}");
        }
    }

    /// <summary>The lines of a linked body, whose tokens are known by their places only.</summary>
    private static unsafe List<string> Lines(BodyPatch patch, LinkedReferenceText texts, int skipped)
    {
        var bytes = (byte[])patch.Body.Clone();
        for (var i = 0; i < patch.FixupOffsets.Length; i++)
        {
            var kind = patch.FixupOffsets[i] == LocalsOffset ? HandleKind.StandaloneSignature : HandleKind.TypeReference;
            BitConverter.TryWriteBytes(bytes.AsSpan(patch.FixupOffsets[i]), ((int)kind << 24) | (i + 1));
        }

        fixed (byte* start = bytes)
        {
            var body = MethodBodyBlock.Create(new BlobReader(start, bytes.Length));
            return OriginalCode.Lines(body, skipped, (offset, token) => texts.Of(patch.FixupTokens[token.IsNil
                ? Array.IndexOf(patch.FixupOffsets, HeaderSize + offset)
                : MetadataTokens.GetRowNumber(token) - 1]) ?? "nothing");
        }
    }

    /// <summary>How many instructions, of one byte each, the touch put in front of a method.</summary>
    private int Added(MethodDefinitionHandle old, MethodDefinitionHandle source) =>
        _new.Body(source)!.GetILReader().Length - _old.Body(old)!.GetILReader().Length;

    private bool IsMoved(EntityHandle token)
    {
        var method = token.Kind == HandleKind.MethodSpecification
            ? _old.Metadata.GetMethodSpecification((MethodSpecificationHandle)token).Method
            : token;
        var definition = method.Kind == HandleKind.MemberReference
            ? OwnMembers.Find(_old.Metadata, _old.Metadata.GetMemberReference((MemberReferenceHandle)method))
            : method;
        return definition?.Kind == HandleKind.MethodDefinition && CompanionName((MethodDefinitionHandle)definition) is not null;
    }

    /// <summary>The name under which a method of the running build stands in a companion; null when it does not.</summary>
    private string? CompanionName(MethodDefinitionHandle method)
    {
        if (!_companionNames.TryGetValue(method, out var name))
        {
            name = !Comparison.Correspondence.HasNew(method) && Comparison.Correspondence.HasNew(OwnerOf(method))
                && NewMethods.TryGetValue(OldTexts.Of(method), out var source)
                && Linked.Contents.Types.Exists(t => t.IsCompanion && t.Methods.Contains(source))
                    ? Linked.Contents.CompanionName(source)
                    : null;
            _companionNames.Add(method, name);
        }

        return name;
    }

    private bool ChecksForNull(MethodDefinitionHandle method) => CompanionName(method) is not null
        && (_old.Metadata.GetMethodDefinition(method).Attributes & MethodAttributes.Static) == 0
        && !TypeShape.IsValueType(_old.Metadata, OwnerOf(method));

    private TypeDefinitionHandle OwnerOf(MethodDefinitionHandle method) => _old.Metadata.GetMethodDefinition(method).GetDeclaringType();

    private ReferenceText OldTexts => field ??= new ReferenceText(_old.Metadata);

    private Dictionary<string, MethodDefinitionHandle> NewMethods => field ??= MethodsByText();

    private Dictionary<string, MethodDefinitionHandle> MethodsByText()
    {
        var texts = new ReferenceText(_new.Metadata);
        return _new.Metadata.MethodDefinitions.Where(m => !Comparison.Correspondence.HasOld(m)).ToDictionary(m => texts.Of(m));
    }
}
