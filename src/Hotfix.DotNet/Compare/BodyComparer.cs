using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Hotfixing.DotNet.Compare;

/// <summary>Compares the bodies of two methods instruction by instruction.</summary>
internal sealed class BodyComparer(AssemblyImage oldImage, AssemblyImage newImage, Equivalence equivalence)
{
    /// <summary>Whether both do the same, word for word; two methods without a body do.</summary>
    public bool Same(MethodDefinitionHandle oldMethod, MethodDefinitionHandle newMethod)
    {
        var oldBody = oldImage.Body(oldMethod);
        var newBody = newImage.Body(newMethod);
        return oldBody is null || newBody is null
            ? oldBody is null && newBody is null
            : SameFrame(oldBody, newBody) && SameCode(Code(oldBody), Code(newBody)) && SameRegions(oldBody, newBody);
    }

    private bool SameFrame(MethodBodyBlock oldBody, MethodBodyBlock newBody) =>
        oldBody.LocalVariablesInitialized == newBody.LocalVariablesInitialized
        && oldBody.MaxStack == newBody.MaxStack
        && equivalence.Same(oldBody.LocalSignature, newBody.LocalSignature);

    /// <summary>Whether two pieces of code do the same.</summary>
    public bool SameCode(ReadOnlySpan<byte> oldCode, ReadOnlySpan<byte> newCode)
    {
        if (oldCode.Length != newCode.Length)
        {
            return false;
        }

        var oldReader = new IlReader(oldCode);
        var newReader = new IlReader(newCode);
        while (oldReader.MoveNext())
        {
            if (!newReader.MoveNext() || oldReader.OpCode != newReader.OpCode || oldReader.End != newReader.End)
            {
                return false;
            }

            var range = oldReader.OperandOffset..oldReader.End;
            var same = !oldReader.HasToken ? oldCode[range].SequenceEqual(newCode[range])
                : oldReader.Operand == OperandType.InlineString ? equivalence.SameText(oldReader.Token, newReader.Token)
                : equivalence.Same(MetadataTokens.EntityHandle(oldReader.Token), MetadataTokens.EntityHandle(newReader.Token));
            if (!same)
            {
                return false;
            }
        }

        return true;
    }

    private bool SameRegions(MethodBodyBlock oldBody, MethodBodyBlock newBody)
    {
        var (olds, news) = (oldBody.ExceptionRegions, newBody.ExceptionRegions);
        if (olds.Length != news.Length)
        {
            return false;
        }

        for (var i = 0; i < olds.Length; i++)
        {
            var (o, n) = (olds[i], news[i]);
            if (o.Kind != n.Kind || o.TryOffset != n.TryOffset || o.TryLength != n.TryLength
                || o.HandlerOffset != n.HandlerOffset || o.HandlerLength != n.HandlerLength
                || o.FilterOffset != n.FilterOffset || !equivalence.Same(o.CatchType, n.CatchType))
            {
                return false;
            }
        }

        return true;
    }

    private static ReadOnlySpan<byte> Code(MethodBodyBlock body)
    {
        unsafe
        {
            var reader = body.GetILReader();
            return new ReadOnlySpan<byte>(reader.StartPointer, reader.Length);
        }
    }
}
