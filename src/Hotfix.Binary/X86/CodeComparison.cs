using System.Buffers.Binary;

namespace Hotfixing.Binary.X86;

/// <summary>Compares the code of two functions without the distances in it, whose meaning depends on where each of them stands.</summary>
public static class CodeComparison
{
    /// <summary>Where they begin to differ, in bytes from the start; null when they are the same.</summary>
    /// <param name="left">The bytes of one function.</param>
    /// <param name="right">The bytes of the other.</param>
    /// <param name="fields">The stretches to leave out, in their order.</param>
    public static int? FirstDifference(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, IEnumerable<(int Start, int Length)> fields)
    {
        var position = 0;
        foreach (var (start, length) in fields.Append((Math.Min(left.Length, right.Length), 0)))
        {
            if (start > position && FirstDifference(left, right, position, start) is { } difference)
            {
                return difference;
            }

            position = Math.Max(position, start + length);
        }

        return left.Length == right.Length ? null : Math.Min(left.Length, right.Length);
    }

    /// <summary>What the distance of a reference leads to in code that is the same up to its distances.</summary>
    /// <param name="code">The bytes of that function.</param>
    /// <param name="start">The address of its first byte.</param>
    /// <param name="reference">The reference.</param>
    public static ImageAddress Target(ReadOnlySpan<byte> code, ImageAddress start, CodeReference reference)
    {
        long distance = reference.Size == 1
            ? (sbyte)code[reference.Field]
            : BinaryPrimitives.ReadInt32LittleEndian(code[reference.Field..]);
        return new ImageAddress(start.Value + (ulong)reference.Next + (ulong)distance);
    }

    private static int? FirstDifference(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, int start, int end)
    {
        var common = left[start..end].CommonPrefixLength(right[start..end]);
        return common == end - start ? null : start + common;
    }
}
