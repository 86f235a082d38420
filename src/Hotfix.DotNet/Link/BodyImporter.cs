using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using Hotfixing.DotNet.Compare;
using Hotfixing.DotNet.Protocol;

namespace Hotfixing.DotNet.Link;

/// <summary>Moves method bodies of the new build to another place: the code stays byte for byte, only tokens change.</summary>
internal sealed class BodyImporter(AssemblyComparison comparison, TokenImporter tokens)
{
    private const ushort FatHeader = 0x3003;
    private const ushort MoreSections = 0x08;
    private const ushort InitLocals = 0x10;
    private const int HeaderSize = 12;
    private const byte FatExceptionTable = 0x41;
    private const int ClauseSize = 24;

    private const int NullReferenceOffset = 4;
    private const int NullCheckStack = 1;

    private static readonly byte[] s_blank = new byte[4];

    /// <summary>What callvirt does first: <c>ldarg.0; brtrue.s past the end; newobj NullReferenceException; throw</c>.</summary>
    private static readonly byte[] s_nullCheck =
        [(byte)ILOpCode.Ldarg_0, (byte)ILOpCode.Brtrue_s, 6, (byte)ILOpCode.Newobj, 0, 0, 0, 0, (byte)ILOpCode.Throw];

    private readonly MetadataReader _new = comparison.New.Metadata;

    /// <summary>Moves a whole body.</summary>
    /// <param name="method">Whose body.</param>
    /// <param name="nullReference">
    /// What makes the exception to throw when the first argument is null: the constructor to call. Nothing is checked without it.
    /// </param>
    /// <exception cref="CannotLinkException">The body uses something in a way that cannot be moved.</exception>
    public ImportedBody Import(MethodDefinitionHandle method, TokenReference? nullReference = null)
    {
        var body = comparison.New.Body(method)!;
        var code = body.GetILBytes()!;
        var fixups = new List<(int, TokenReference)>();
        var regions = body.ExceptionRegions;
        var writer = new BinaryWriter(new MemoryStream());
        var shift = nullReference is null ? 0 : s_nullCheck.Length;
        WriteHeader(writer, body, shift + code.Length, shift > 0 ? NullCheckStack : 0, fixups);
        if (nullReference is { } constructor)
        {
            fixups.Add((HeaderSize + NullReferenceOffset, constructor));
            writer.Write(s_nullCheck);
        }

        writer.Write(code);
        ImportCode(writer.BaseStream, code, 0, code.Length, HeaderSize + shift, fixups);
        if (regions.Length > 0)
        {
            while (writer.BaseStream.Length % 4 != 0)
            {
                writer.Write((byte)0);
            }

            writer.Write((uint)(FatExceptionTable | ((4 + (ClauseSize * regions.Length)) << 8)));
            foreach (var region in regions)
            {
                WriteClause(writer, region, shift, fixups);
            }
        }

        return new ImportedBody(((MemoryStream)writer.BaseStream).ToArray(), fixups);
    }

    /// <summary>Makes a body out of pieces of a static constructor, one after the other, and a return.</summary>
    public ImportedBody Import(MethodDefinitionHandle method, IEnumerable<StaticInitializers.Piece> pieces)
    {
        var body = comparison.New.Body(method)!;
        var code = body.GetILBytes()!;
        var fixups = new List<(int, TokenReference)>();
        var stream = new MemoryStream();
        var writer = new BinaryWriter(stream);
        WriteHeader(writer, body, pieces.Sum(p => p.End - p.Start) + 1, 0, fixups);
        foreach (var piece in pieces)
        {
            var at = (int)stream.Length;
            writer.Write(code, piece.Start, piece.End - piece.Start);
            ImportCode(stream, code, piece.Start, piece.End, at, fixups);
        }

        writer.Write((byte)ILOpCode.Ret);
        return new ImportedBody(stream.ToArray(), fixups);
    }

    private void WriteHeader(BinaryWriter writer, MethodBodyBlock body, int codeSize, int leastStack, List<(int, TokenReference)> fixups)
    {
        var flags = FatHeader | (body.LocalVariablesInitialized ? InitLocals : 0)
            | (body.ExceptionRegions.Length > 0 ? MoreSections : 0);
        writer.Write((ushort)flags);
        writer.Write((ushort)Math.Max(body.MaxStack, leastStack));
        writer.Write(codeSize);
        if (!body.LocalSignature.IsNil)
        {
            fixups.Add(((int)writer.BaseStream.Length, tokens.Import(body.LocalSignature)));
        }

        writer.Write(0);
    }

    /// <summary>Notes the tokens of a piece of code that has been written at a place, and blanks them there.</summary>
    private void ImportCode(Stream stream, byte[] code, int start, int end, int at, List<(int, TokenReference)> fixups)
    {
        var reader = new IlReader(code.AsSpan(start, end - start));
        var previous = ILOpCode.Nop;
        while (reader.MoveNext())
        {
            if (reader.HasToken && reader.Operand != OperandType.InlineString
                && MovedMethod(MetadataTokens.EntityHandle(reader.Token)) is { } moved)
            {
                EnsureCallable(moved, previous, reader.OpCode);
                if (reader.OpCode == ILOpCode.Callvirt)
                {
                    // It is static now, and begins with the check for null that callvirt makes.
                    stream.Position = at + reader.Offset;
                    stream.WriteByte((byte)ILOpCode.Call);
                }
            }

            previous = reader.OpCode;
            if (!reader.HasToken)
            {
                continue;
            }

            var imported = reader.Operand == OperandType.InlineString
                ? tokens.Text(reader.Token)
                : tokens.Import(MetadataTokens.EntityHandle(reader.Token));
            fixups.Add((at + reader.OperandOffset, imported));
            stream.Position = at + reader.OperandOffset;
            stream.Write(s_blank);
        }

        stream.Position = stream.Length;
    }

    /// <summary>Refuses uses of an added method that need it to be an instance method of the loaded type.</summary>
    private void EnsureCallable(MethodDefinitionHandle moved, ILOpCode previous, ILOpCode instruction)
    {
        var method = _new.GetMethodDefinition(moved);
        var isInstance = (method.Attributes & System.Reflection.MethodAttributes.Static) == 0;
        var problem = instruction switch
        {
            ILOpCode.Ldtoken when isInstance => "is an instance method, and an expression tree calls it",
            ILOpCode.Ldvirtftn => "is looked up as a virtual one",
            ILOpCode.Ldftn when isInstance && TypeShape.IsValueType(_new, method.GetDeclaringType()) =>
                "is an instance method of a structure, and a delegate is made of it",
            ILOpCode.Callvirt when previous == ILOpCode.Constrained => "is called through a type parameter",
            _ => null,
        };
        if (problem is not null)
        {
            throw new CannotLinkException($"the added method {Names.Method(moved)} {problem}");
        }
    }

    /// <summary>The method behind an operand, when it is one that was added to a type both builds have.</summary>
    private MethodDefinitionHandle? MovedMethod(EntityHandle operand)
    {
        var member = operand.Kind == HandleKind.MethodSpecification
            ? _new.GetMethodSpecification((MethodSpecificationHandle)operand).Method
            : operand;
        var definition = member.Kind == HandleKind.MemberReference
            ? OwnMembers.Find(_new, _new.GetMemberReference((MemberReferenceHandle)member))
            : member;
        if (definition?.Kind != HandleKind.MethodDefinition)
        {
            return null;
        }

        var method = (MethodDefinitionHandle)definition;
        return !comparison.Correspondence.HasOld(method)
            && comparison.Correspondence.HasOld(_new.GetMethodDefinition(method).GetDeclaringType()) ? method : null;
    }

    private void WriteClause(BinaryWriter writer, ExceptionRegion region, int shift, List<(int, TokenReference)> fixups)
    {
        writer.Write((uint)region.Kind);
        writer.Write(shift + region.TryOffset);
        writer.Write(region.TryLength);
        writer.Write(shift + region.HandlerOffset);
        writer.Write(region.HandlerLength);
        if (region.Kind == ExceptionRegionKind.Catch)
        {
            fixups.Add(((int)writer.BaseStream.Length, tokens.Import(region.CatchType)));
        }

        writer.Write(region.Kind == ExceptionRegionKind.Filter ? shift + region.FilterOffset : 0);
    }

    private FunctionNames Names => field ??= new FunctionNames(_new);
}
