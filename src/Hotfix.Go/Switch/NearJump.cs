using System.Buffers.Binary;

using Hotfixing.Linux;

namespace Hotfixing.Go.Switch;

/// <summary>
/// The five bytes of a near jump (Intel SDM volume 2, JMP rel32). It touches no register, so that arguments and the closure in RDX
/// reach the other side.
/// </summary>
internal static class NearJump
{
    /// <summary>The length in bytes.</summary>
    public const int Length = 5;

    /// <summary>The first byte.</summary>
    public const byte Opcode = 0xe9;

    /// <summary>The most that may lie between the two ends, in bytes, with room for the code around them.</summary>
    public const long Reach = int.MaxValue - 1024 * 1024;

    /// <summary>Makes one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The distance is too long.</exception>
    public static byte[] Between(TargetAddress from, TargetAddress to)
    {
        var distance = to - (from + Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(distance, (int)distance);
        var jump = new byte[Length];
        jump[0] = Opcode;
        BinaryPrimitives.WriteInt32LittleEndian(jump.AsSpan(1), (int)distance);
        return jump;
    }
}
