using System.Buffers.Binary;

using Hotfixing.Linux;

namespace Hotfixing.Go.Stage;

/// <summary>
/// The 64 bytes in a target that stand before the name of a patch's module: magic 8, state 4, length of the record 4, address of the
/// record 8, checksum of the record 4, nothing 4, how long it took 8, how long the target stood still 8 (both in ticks of 100 ns).
/// </summary>
/// <param name="Place">Where it is.</param>
/// <param name="State">How far the patch has come.</param>
/// <param name="Record">Where its record is.</param>
/// <param name="RecordLength">The record's length in bytes.</param>
/// <param name="Checksum">The record's checksum.</param>
/// <param name="Duration">How long the change took.</param>
/// <param name="StoodStill">How long the target stood still in that time.</param>
internal readonly record struct PatchHeader(
    TargetAddress Place, PatchState State, TargetAddress Record, int RecordLength, uint Checksum, TimeSpan Duration, TimeSpan StoodStill)
{
    /// <summary>The size in bytes.</summary>
    public const int Size = 64;

    /// <summary>Where the state is in it.</summary>
    public const int StateField = 8;

    /// <summary>Where the times are in it, one behind the other.</summary>
    public const int TimesField = 32;

    /// <summary>The longest record that is read, in bytes.</summary>
    public const int MaximumRecord = 64 * 1024 * 1024;

    private static ReadOnlySpan<byte> Magic => "HOTFIXR1"u8;

    /// <summary>The header in its bytes; null when they are none.</summary>
    public static PatchHeader? TryParse(TargetAddress place, ReadOnlySpan<byte> bytes)
    {
        var length = BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]);
        return bytes[..8].SequenceEqual(Magic) && length <= MaximumRecord
            ? new PatchHeader(
                place,
                (PatchState)BinaryPrimitives.ReadUInt32LittleEndian(bytes[StateField..]),
                new TargetAddress(BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..])),
                (int)length,
                BinaryPrimitives.ReadUInt32LittleEndian(bytes[24..]),
                TimeSpan.FromTicks(BinaryPrimitives.ReadInt64LittleEndian(bytes[TimesField..])),
                TimeSpan.FromTicks(BinaryPrimitives.ReadInt64LittleEndian(bytes[(TimesField + 8)..])))
            : null;
    }

    /// <summary>Writes its bytes.</summary>
    public void Write(Span<byte> bytes)
    {
        bytes[..Size].Clear();
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[StateField..], (uint)State);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[12..], RecordLength);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[16..], Record.Value);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[24..], Checksum);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[TimesField..], Duration.Ticks);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[(TimesField + 8)..], StoodStill.Ticks);
    }
}
