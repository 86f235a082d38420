namespace Hotfixing.DotNet.Link;

/// <summary>Unsigned integers as signatures hold them (ECMA-335 II.23.2).</summary>
internal static class CompressedInteger
{
    /// <summary>The bytes of a value below 2^29.</summary>
    public static byte[] Bytes(uint value) => value switch
    {
        < 0x80 => [(byte)value],
        < 0x4000 => [(byte)(0x80 | (value >> 8)), (byte)value],
        _ => [(byte)(0xc0 | (value >> 24)), (byte)(value >> 16), (byte)(value >> 8), (byte)value],
    };

    /// <summary>How many bytes the value with this first byte takes.</summary>
    public static int Size(byte first) => (first & 0x80) == 0 ? 1 : (first & 0x40) == 0 ? 2 : 4;

    /// <summary>The value at the start of the bytes.</summary>
    public static uint Value(ReadOnlySpan<byte> bytes) => Size(bytes[0]) switch
    {
        1 => bytes[0],
        2 => ((bytes[0] & 0x3fu) << 8) | bytes[1],
        _ => ((bytes[0] & 0x1fu) << 24) | ((uint)bytes[1] << 16) | ((uint)bytes[2] << 8) | bytes[3],
    };
}
