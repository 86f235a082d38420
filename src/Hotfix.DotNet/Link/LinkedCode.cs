using System.Buffers.Binary;
using System.Reflection.Metadata;
using Hotfixing.DotNet.Compare;
using Hotfixing.DotNet.Protocol;

namespace Hotfixing.DotNet.Link;

/// <summary>
/// Holds what of a linked body is no reference against the body the compiler wrote: header, instructions and handlers (ECMA-335 II.25.4) must
/// be the same, but for calls of methods that became static.
/// </summary>
internal static class LinkedCode
{
    private const int HeaderSize = 12;
    private const int FatFormat = 0x3003;
    private const int MoreSections = 0x08;
    private const int InitLocals = 0x10;
    private const int LocalsOffset = 8;
    private const int FatExceptionTable = 0x41;
    private const int ClauseSize = 24;
    private const int LastOfClause = 20;
    private const byte HasThis = 0x20;

    /// <summary>Says what differs, or null when nothing does.</summary>
    /// <param name="source">The body the compiler wrote.</param>
    /// <param name="linked">The body made of it.</param>
    /// <param name="rows">The rows that the patch adds to the loaded module.</param>
    public static string? FirstDifference(MethodBodyBlock source, BodyPatch linked, TokenDefinition[] rows)
    {
        var code = source.GetILBytes()!;
        var places = new List<int>();
        var expected = new MemoryStream();
        var writer = new BinaryWriter(expected);
        WriteHeader(writer, source, code.Length, places);
        WriteCode(writer, code, linked, rows, places);
        WriteHandlers(writer, source, places);
        if (!places.SequenceEqual(linked.FixupOffsets))
        {
            return "references at other places";
        }

        var bytes = expected.GetBuffer().AsSpan(0, (int)expected.Length);
        var same = bytes.CommonPrefixLength(linked.Body);
        return same == bytes.Length && same == linked.Body.Length ? null : $"another body from byte {same} on";
    }

    private static void WriteHeader(BinaryWriter writer, MethodBodyBlock source, int codeSize, List<int> places)
    {
        writer.Write((ushort)(FatFormat | (source.LocalVariablesInitialized ? InitLocals : 0)
            | (source.ExceptionRegions.IsEmpty ? 0 : MoreSections)));
        writer.Write((ushort)source.MaxStack);
        writer.Write(codeSize);
        writer.Write(0);
        if (!source.LocalSignature.IsNil)
        {
            places.Add(LocalsOffset);
        }
    }

    private static void WriteCode(BinaryWriter writer, byte[] code, BodyPatch linked, TokenDefinition[] rows, List<int> places)
    {
        var blanked = (byte[])code.Clone();
        var reader = new IlReader(code);
        while (reader.MoveNext())
        {
            if (!reader.HasToken)
            {
                continue;
            }

            BinaryPrimitives.WriteInt32LittleEndian(blanked.AsSpan(reader.OperandOffset), 0);
            var place = HeaderSize + reader.OperandOffset;
            places.Add(place);
            if (reader.OpCode == ILOpCode.Callvirt && Array.IndexOf(linked.FixupOffsets, place) is >= 0 and var i
                && IsStatic(linked.FixupTokens[i], rows))
            {
                blanked[reader.Offset] = (byte)ILOpCode.Call;
            }
        }

        writer.Write(blanked);
    }

    private static void WriteHandlers(BinaryWriter writer, MethodBodyBlock source, List<int> places)
    {
        if (source.ExceptionRegions.IsEmpty)
        {
            return;
        }

        writer.Write(new byte[-(int)writer.BaseStream.Length & 3]);
        writer.Write(FatExceptionTable | ((4 + (ClauseSize * source.ExceptionRegions.Length)) << 8));
        foreach (var region in source.ExceptionRegions)
        {
            if (region.Kind == ExceptionRegionKind.Catch)
            {
                places.Add((int)writer.BaseStream.Length + LastOfClause);
            }

            writer.Write((int)region.Kind);
            writer.Write(region.TryOffset);
            writer.Write(region.TryLength);
            writer.Write(region.HandlerOffset);
            writer.Write(region.HandlerLength);
            writer.Write(region.Kind == ExceptionRegionKind.Filter ? region.FilterOffset : 0);
        }
    }

    /// <summary>Whether a method that the patch refers to by a row of its own is static; virtual ones never are.</summary>
    private static bool IsStatic(TokenReference reference, TokenDefinition[] rows)
    {
        if (!reference.IsDefined || reference.Index >= rows.Length)
        {
            return false;
        }

        var row = rows[reference.Index];
        return row.Kind == TokenKind.MethodSpecification
            ? IsStatic(row.Parent, rows)
            : row.Kind == TokenKind.MemberReference && (row.Signature!.Bytes[0] & HasThis) == 0;
    }
}
