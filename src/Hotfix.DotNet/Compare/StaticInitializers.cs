using System.Collections.Immutable;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Hotfixing.DotNet.Compare;

/// <summary>
/// Cuts the initialisers of added static fields out of a static constructor, which has run already and does not run again.
/// </summary>
/// <remarks>
/// C# compiles static field initialisers one after the other, each ending in the store to its field. The constructor is cut
/// behind each store. If the pieces of the running build all stand in the new one, in order and unchanged, the others are the
/// added fields' own. Anything else is not understood, and a field that needs it is refused.
/// </remarks>
internal sealed class StaticInitializers(AssemblyComparison comparison)
{
    private readonly Dictionary<TypeDefinitionHandle, ImmutableArray<Piece>?> _added = [];

    /// <summary>One initialiser: a range of the static constructor's code, in bytes, and the field it stores to.</summary>
    internal readonly record struct Piece(int Start, int End, EntityHandle Field);

    /// <summary>The initialisers of these added fields of a type, in order; empty when they have none.</summary>
    public ImmutableArray<Piece> For(TypeDefinitionHandle type, IReadOnlyCollection<FieldDefinitionHandle> fields) => fields.Count == 0
        ? []
        : Added(type)?.Where(p => fields.Contains((FieldDefinitionHandle)p.Field)).ToImmutableArray() ?? [];

    /// <summary>The static constructor of the new build's type, if it has one.</summary>
    public MethodDefinitionHandle? StaticConstructor(TypeDefinitionHandle type) => StaticConstructor(comparison.New.Metadata, type);

    /// <summary>Whether, apart from added fields' initialisers, the static constructor is what it was.</summary>
    public bool IsOtherwiseUnchanged(TypeDefinitionHandle type) => Added(type) is not null;

    /// <summary>What the initialiser of an added static field uses; null when it cannot be told from the rest of the static constructor.</summary>
    public IReadOnlyList<EntityHandle>? TokensFor(FieldDefinitionHandle field)
    {
        var type = comparison.New.Metadata.GetFieldDefinition(field).GetDeclaringType();
        if (StaticConstructor(type) is not { } constructor)
        {
            return [];
        }

        if (Added(type) is not { } pieces)
        {
            // What the compiler keeps a delegate in is filled where the delegate is used, whatever else the constructor does.
            return PartList.IsPart(comparison.New.Metadata, field) && !IsStored(constructor, field) ? [] : null;
        }

        var body = comparison.New.Body(constructor)!;
        var tokens = new List<EntityHandle> { body.LocalSignature };
        var code = body.GetILBytes();
        foreach (var piece in pieces)
        {
            var reader = new IlReader(code.AsSpan(piece.Start, piece.End - piece.Start));
            while (reader.MoveNext())
            {
                if (reader.HasToken && reader.Operand != OperandType.InlineString)
                {
                    tokens.Add(MetadataTokens.EntityHandle(reader.Token));
                }
            }
        }

        return tokens;
    }

    private bool IsStored(MethodDefinitionHandle constructor, FieldDefinitionHandle field) =>
        BodyTokens.Of(comparison.New.Body(constructor)!).Exists(t => OwnField(comparison.New.Metadata, constructor, t) == field);

    private ImmutableArray<Piece>? Added(TypeDefinitionHandle type)
    {
        if (!_added.TryGetValue(type, out var pieces))
        {
            pieces = FindAdded(type);
            _added.Add(type, pieces);
        }

        return pieces;
    }

    private ImmutableArray<Piece>? FindAdded(TypeDefinitionHandle type)
    {
        if (StaticConstructor(type) is not { } newConstructor)
        {
            return [];
        }

        if (Cut(comparison.New, newConstructor) is not { } news)
        {
            return null;
        }

        var olds = new Queue<Piece>();
        var oldCode = Array.Empty<byte>();
        if (comparison.Correspondence.TryGetOld(newConstructor, out var oldConstructor))
        {
            if (Cut(comparison.Old, (MethodDefinitionHandle)oldConstructor) is not { } pieces)
            {
                return null;
            }

            // A field that went takes its initialiser along.
            pieces.Where(p => p.Field.IsNil || comparison.Correspondence.HasNew(p.Field)).ToList().ForEach(olds.Enqueue);
            oldCode = comparison.Old.Body((MethodDefinitionHandle)oldConstructor)!.GetILBytes()!;
        }

        var newCode = comparison.New.Body(newConstructor)!.GetILBytes()!;
        var added = ImmutableArray.CreateBuilder<Piece>();
        foreach (var piece in news)
        {
            if (olds.TryPeek(out var old) && Same(oldCode, old, newCode, piece))
            {
                olds.Dequeue();
            }
            else if (!piece.Field.IsNil && !comparison.Correspondence.HasOld(piece.Field))
            {
                added.Add(piece);
            }
            else if (!(piece.Field.IsNil && IsReturn(newCode, piece)))
            {
                return null;
            }
        }

        return olds.Count == 0 || (olds.Count == 1 && IsReturn(oldCode, olds.Peek())) ? added.ToImmutable() : null;
    }

    /// <summary>
    /// The pieces between stores to own static fields; null when the code jumps between them, handles exceptions, or may hand on the value
    /// of a local variable from one to another.
    /// </summary>
    private static List<Piece>? Cut(AssemblyImage image, MethodDefinitionHandle constructor)
    {
        var body = image.Body(constructor)!;
        if (body.ExceptionRegions.Length > 0)
        {
            return null;
        }

        var pieces = new List<Piece>();
        var start = 0;
        var furthestJump = 0;
        var stored = new HashSet<int>();
        var reader = new IlReader(body.GetILBytes());
        while (reader.MoveNext())
        {
            var local = LocalVariable.Of(reader, body.GetILBytes());
            if (local?.IsStored == true)
            {
                stored.Add(local.Value.Index);
            }

            // Only along a straight line is it sure that what is read was written in the same piece.
            if (reader.Operand == OperandType.InlineSwitch || (local is { } used && (!stored.Contains(used.Index) || furthestJump > start)))
            {
                return null;
            }

            if (reader.Operand is OperandType.ShortInlineBrTarget or OperandType.InlineBrTarget)
            {
                var target = Target(body, reader);
                furthestJump = Math.Max(furthestJump, target);
                if (target < start || stored.Count > 0)
                {
                    return null;
                }
            }

            if (reader.OpCode == ILOpCode.Stsfld
                && OwnField(image.Metadata, constructor, MetadataTokens.EntityHandle(reader.Token)) is { } field)
            {
                if (furthestJump >= reader.End)
                {
                    return null;
                }

                pieces.Add(new Piece(start, reader.End, field));
                start = reader.End;
                stored.Clear();
            }
        }

        pieces.Add(new Piece(start, reader.End, default));
        return pieces;
    }

    private static int Target(MethodBodyBlock body, IlReader reader)
    {
        var code = body.GetILBytes().AsSpan(reader.OperandOffset);
        return reader.End + (reader.Operand == OperandType.ShortInlineBrTarget ? (sbyte)code[0] : BitConverter.ToInt32(code));
    }

    /// <summary>The field, when it is one of the type whose static constructor this is.</summary>
    private static EntityHandle? OwnField(MetadataReader reader, MethodDefinitionHandle constructor, EntityHandle stored)
    {
        var field = stored.Kind == HandleKind.MemberReference
            ? OwnMembers.Find(reader, reader.GetMemberReference((MemberReferenceHandle)stored))
            : stored;
        return field?.Kind == HandleKind.FieldDefinition
            && reader.GetFieldDefinition((FieldDefinitionHandle)field).GetDeclaringType()
                == reader.GetMethodDefinition(constructor).GetDeclaringType()
            ? field : null;
    }

    private bool Same(byte[] oldCode, Piece old, byte[] newCode, Piece piece) =>
        new BodyComparer(comparison.Old, comparison.New, comparison.Equivalence)
            .SameCode(oldCode.AsSpan(old.Start, old.End - old.Start), newCode.AsSpan(piece.Start, piece.End - piece.Start));

    private static bool IsReturn(byte[] code, Piece piece) =>
        piece.End - piece.Start == 1 && code[piece.Start] == (byte)ILOpCode.Ret;

    private static MethodDefinitionHandle? StaticConstructor(MetadataReader reader, TypeDefinitionHandle type)
    {
        foreach (var handle in reader.GetTypeDefinition(type).GetMethods())
        {
            if (reader.StringComparer.Equals(reader.GetMethodDefinition(handle).Name, ".cctor"))
            {
                return handle;
            }
        }

        return null;
    }
}
