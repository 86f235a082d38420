namespace Hotfixing.Binary.GoSym;

/// <summary>A stretch of an image.</summary>
/// <param name="Start">Its first address.</param>
/// <param name="Length">Its length in bytes.</param>
public readonly record struct GoStretch(ImageAddress Start, ulong Length)
{
    /// <summary>The address behind it.</summary>
    public ImageAddress End => Start + Length;

    /// <summary>Whether an address lies inside it.</summary>
    public bool Contains(ImageAddress address) => address.Value - Start.Value < Length;
}
