namespace Hotfixing.Go.Stage;

/// <summary>The checksum of IEEE 802.3, as zlib and gzip have it (RFC 1952, section 8).</summary>
internal static class Crc32
{
    private const uint Polynomial = 0xedb88320;

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var remainder = uint.MaxValue;
        foreach (var value in bytes)
        {
            remainder ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                remainder = (remainder & 1) != 0 ? remainder >> 1 ^ Polynomial : remainder >> 1;
            }
        }

        return ~remainder;
    }
}
