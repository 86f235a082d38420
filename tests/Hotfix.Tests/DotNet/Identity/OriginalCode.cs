using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using Hotfixing.DotNet.Compare;
using Hotfixing.DotNet.Link;

namespace Hotfixing.Tests.DotNet.Identity;

/// <summary>Spells method bodies, so that one can be held against another of another module, however each was stored.</summary>
internal static class OriginalCode
{
    /// <summary>
    /// One line for the locals, each instruction and each handler; offsets count from where <paramref name="skipped"/> instructions
    /// at the beginning end.
    /// </summary>
    /// <param name="body">The body.</param>
    /// <param name="skipped">How many instructions at the beginning are none of the original.</param>
    /// <param name="text">What a token means, given where it stands: -1 for that of the locals; that of a handler's type by its number behind the code.</param>
    /// <param name="isMoved">Whether a token means a method that became a static one, and is called as such.</param>
    public static List<string> Lines(
        MethodBodyBlock body, int skipped, Func<int, EntityHandle, string> text, Func<EntityHandle, bool>? isMoved = null)
    {
        var code = body.GetILBytes()!;
        var lines = new List<string>
        {
            $"locals {(body.LocalSignature.IsNil ? "none" : text(-1, body.LocalSignature))} {body.LocalVariablesInitialized}",
        };
        var start = 0;
        var reader = new IlReader(code);
        while (reader.MoveNext())
        {
            if (skipped-- > 0)
            {
                start = reader.End;
                continue;
            }

            var token = !reader.HasToken || reader.Operand == OperandType.InlineString ? default : MetadataTokens.EntityHandle(reader.Token);
            var operand = reader.HasToken
                ? text(reader.OperandOffset, token)
                : Convert.ToHexString(code.AsSpan(reader.OperandOffset, reader.End - reader.OperandOffset));
            var instruction = reader.OpCode == ILOpCode.Callvirt && isMoved?.Invoke(token) == true ? ILOpCode.Call : reader.OpCode;
            lines.Add($"{reader.Offset - start:x4} {instruction} {operand}");
        }

        for (var i = 0; i < body.ExceptionRegions.Length; i++)
        {
            var region = body.ExceptionRegions[i];
            lines.Add($"{region.Kind} {region.TryOffset - start} {region.TryLength} {region.HandlerOffset - start} {region.HandlerLength} "
                + (region.Kind == ExceptionRegionKind.Filter ? $"{region.FilterOffset - start}"
                    : region.Kind == ExceptionRegionKind.Catch ? text(code.Length + i, region.CatchType) : ""));
        }

        return lines;
    }

    /// <summary>What tokens of a body mean in the module it belongs to.</summary>
    public static Func<int, EntityHandle, string> Texts(MetadataReader reader, MethodBodyBlock body, ReferenceText texts)
    {
        var code = body.GetILBytes()!;
        return (offset, token) => !token.IsNil
            ? texts.Of(token)
            : $"\"{reader.GetUserString((UserStringHandle)MetadataTokens.Handle(BitConverter.ToInt32(code, offset)))}\"";
    }
}
