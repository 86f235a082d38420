namespace Hotfixing.Binary.Elf;

/// <summary>A stretch of a program in memory.</summary>
/// <param name="Start">Its first address.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Bytes">What is there; null when all of it is zero.</param>
internal sealed record ImageArea(ImageAddress Start, ulong Length, Memory<byte>? Bytes)
{
    private static readonly byte[] Zeros = new byte[4096];

    public bool Contains(ImageAddress address, ulong length) =>
        address.Value - Start.Value is var offset && offset <= Length && length <= Length - offset;

    public ReadOnlySpan<byte> Read(ImageAddress address, int length) => Bytes switch
    {
        { } bytes => bytes.Span.Slice((int)(address - Start), length),
        null => length <= Zeros.Length ? Zeros.AsSpan(0, length) : new byte[length],
    };
}
