namespace Hotfixing.DotNet.Protocol;

/// <summary>A checksum over a method body's bytes as they lie in the image: FNV-1a, 64 bits.</summary>
public static class BodyChecksum
{
    /// <summary>The checksum of these bytes.</summary>
    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        var hash = 0xcbf29ce484222325;
        foreach (var b in bytes)
        {
            hash = (hash ^ b) * 0x100000001b3;
        }

        return hash;
    }
}
