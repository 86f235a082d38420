namespace Hotfixing.Binary.Elf;

/// <summary>A stretch of a program in memory.</summary>
/// <param name="Start">Its first address.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Bytes">What is there; null when all of it is zero.</param>
/// <param name="Bias">How far the addresses that stand there are from linked ones, in bytes; not 0 only for what was read from a process.</param>
internal sealed record ImageArea(ImageAddress Start, ulong Length, Memory<byte>? Bytes, ulong Bias = 0)
{
    private static readonly byte[] Zeros = new byte[4096];

    public bool Contains(ImageAddress address, ulong length) =>
        address.Value - Start.Value is var offset && offset <= Length && length <= Length - offset;

    /// <summary>What is left of it where another area takes its place.</summary>
    public IEnumerable<ImageArea> Without(ImageArea other)
    {
        var (end, otherEnd) = (Start + Length, other.Start + other.Length);
        if (otherEnd <= Start || end <= other.Start)
        {
            return [this];
        }

        var (before, after) = (Part(Start, other.Start), Part(otherEnd, end));
        return new[] { before, after }.OfType<ImageArea>();
    }

    public ReadOnlySpan<byte> Read(ImageAddress address, int length) => Bytes switch
    {
        { } bytes => bytes.Span.Slice((int)(address - Start), length),
        null => length <= Zeros.Length ? Zeros.AsSpan(0, length) : new byte[length],
    };

    private ImageArea? Part(ImageAddress start, ImageAddress end) => start < end
        ? this with { Start = start, Length = end.Value - start.Value, Bytes = Bytes?.Slice((int)(start - Start), (int)(end - start)) }
        : null;
}
