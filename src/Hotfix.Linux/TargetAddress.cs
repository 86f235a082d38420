using System.Globalization;

namespace Hotfixing.Linux;

/// <summary>
/// An address in a running process. Where its program is position-independent, the program's file has other addresses: no
/// conversion from those happens by itself.
/// </summary>
/// <param name="Value">The address.</param>
public readonly record struct TargetAddress(ulong Value) : IComparable<TargetAddress>
{
    /// <summary>The address so many bytes further on.</summary>
    public static TargetAddress operator +(TargetAddress address, ulong bytes) => new(address.Value + bytes);

    /// <summary>The distance between two addresses, in bytes.</summary>
    public static long operator -(TargetAddress left, TargetAddress right) => (long)(left.Value - right.Value);

    /// <summary>Whether the left address lies below the right one.</summary>
    public static bool operator <(TargetAddress left, TargetAddress right) => left.Value < right.Value;

    /// <summary>Whether the left address lies above the right one.</summary>
    public static bool operator >(TargetAddress left, TargetAddress right) => left.Value > right.Value;

    /// <summary>Whether the left address does not lie above the right one.</summary>
    public static bool operator <=(TargetAddress left, TargetAddress right) => left.Value <= right.Value;

    /// <summary>Whether the left address does not lie below the right one.</summary>
    public static bool operator >=(TargetAddress left, TargetAddress right) => left.Value >= right.Value;

    /// <inheritdoc/>
    public int CompareTo(TargetAddress other) => Value.CompareTo(other.Value);

    /// <summary>Hexadecimal, as debuggers print it.</summary>
    public override string ToString() => "0x" + Value.ToString("x", CultureInfo.InvariantCulture);
}
