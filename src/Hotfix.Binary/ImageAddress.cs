using System.Globalization;

namespace Hotfixing.Binary;

/// <summary>
/// An address as a linker wrote it into a file. Where a position-independent program is loaded, its addresses are others: no
/// conversion to those happens by itself.
/// </summary>
/// <param name="Value">The address.</param>
public readonly record struct ImageAddress(ulong Value) : IComparable<ImageAddress>
{
    /// <summary>The address so many bytes further on.</summary>
    public static ImageAddress operator +(ImageAddress address, ulong bytes) => new(address.Value + bytes);

    /// <summary>The distance between two addresses, in bytes.</summary>
    public static long operator -(ImageAddress left, ImageAddress right) => (long)(left.Value - right.Value);

    /// <summary>Whether the left address lies below the right one.</summary>
    public static bool operator <(ImageAddress left, ImageAddress right) => left.Value < right.Value;

    /// <summary>Whether the left address lies above the right one.</summary>
    public static bool operator >(ImageAddress left, ImageAddress right) => left.Value > right.Value;

    /// <summary>Whether the left address does not lie above the right one.</summary>
    public static bool operator <=(ImageAddress left, ImageAddress right) => left.Value <= right.Value;

    /// <summary>Whether the left address does not lie below the right one.</summary>
    public static bool operator >=(ImageAddress left, ImageAddress right) => left.Value >= right.Value;

    /// <inheritdoc/>
    public int CompareTo(ImageAddress other) => Value.CompareTo(other.Value);

    /// <summary>Hexadecimal, as nm and readelf print it.</summary>
    public override string ToString() => "0x" + Value.ToString("x", CultureInfo.InvariantCulture);
}
