using System.Reflection.Metadata;
using Hotfixing.DotNet.Protocol;

namespace Hotfixing.DotNet.Link;

/// <summary>Turns the signature of an instance method into that of a static one with the instance as first parameter.</summary>
internal static class ThisParameter
{
    /// <summary>The type of <c>this</c> in a method of the type: the class itself, or a reference to the structure.</summary>
    public static SignatureTemplate Of(TokenReference type, bool isValueType, int arity)
    {
        var kind = isValueType ? (byte)SignatureTypeKind.ValueType : (byte)SignatureTypeKind.Class;
        List<byte> bytes = isValueType ? [(byte)SignatureTypeCode.ByReference] : [];
        if (arity > 0)
        {
            bytes.Add((byte)SignatureTypeCode.GenericTypeInstance);
        }

        bytes.Add(kind);
        var position = bytes.Count;
        if (arity > 0)
        {
            bytes.AddRange(CompressedInteger.Bytes((uint)arity));
            for (var i = 0u; i < arity; i++)
            {
                bytes.Add((byte)SignatureTypeCode.GenericTypeParameter);
                bytes.AddRange(CompressedInteger.Bytes(i));
            }
        }

        return new SignatureTemplate { Bytes = [.. bytes], Positions = [position], Tokens = [type] };
    }

    /// <summary>Inserts it behind the return type, which ends at <paramref name="endOfReturnType"/>.</summary>
    public static SignatureTemplate MakeExplicit(SignatureTemplate method, int endOfReturnType, SignatureTemplate thisType)
    {
        var header = new SignatureHeader(method.Bytes[0]);
        var countAt = 1;
        if (header.IsGeneric)
        {
            countAt += CompressedInteger.Size(method.Bytes[1]);
        }

        var countSize = CompressedInteger.Size(method.Bytes[countAt]);
        var count = CompressedInteger.Bytes(CompressedInteger.Value(method.Bytes.AsSpan(countAt)) + 1);
        var growth = count.Length - countSize;
        byte[] head = [(byte)(method.Bytes[0] & ~(byte)SignatureAttributes.Instance), .. method.Bytes[1..countAt], .. count,
            .. method.Bytes[(countAt + countSize)..endOfReturnType]];

        // A token that stands exactly at the end is the return type's own: a parameter's has its element type in front of it.
        List<int> positions = [];
        List<TokenReference> tokens = [];
        Take(method, p => p <= endOfReturnType, growth);
        Take(thisType, _ => true, head.Length);
        Take(method, p => p > endOfReturnType, growth + thisType.Bytes.Length);
        return new SignatureTemplate
        {
            Bytes = [.. head, .. thisType.Bytes, .. method.Bytes[endOfReturnType..]],
            Positions = [.. positions],
            Tokens = [.. tokens],
        };

        void Take(SignatureTemplate from, Func<int, bool> which, int shift)
        {
            for (var i = 0; i < from.Positions.Length; i++)
            {
                if (which(from.Positions[i]))
                {
                    positions.Add(from.Positions[i] + shift);
                    tokens.Add(from.Tokens[i]);
                }
            }
        }
    }
}
