namespace Hotfixing.Binary.Elf;

/// <summary>A segment of an ELF file: what the loader does with a part of it. Its place in the file has been checked.</summary>
public sealed record ElfSegment
{
    /// <summary>What it is for.</summary>
    public required ElfSegmentType Type { get; init; }

    /// <summary>Whether the program may run what is in it.</summary>
    public required bool IsExecutable { get; init; }

    /// <summary>Whether the program may write it.</summary>
    public required bool IsWritable { get; init; }

    /// <summary>Its first address.</summary>
    public required ImageAddress Address { get; init; }

    /// <summary>Where its bytes begin in the file.</summary>
    public required ulong Offset { get; init; }

    /// <summary>How many bytes of the file it takes.</summary>
    public required ulong FileSize { get; init; }

    /// <summary>How many bytes it has in memory; what the file does not give is zero.</summary>
    public required ulong MemorySize { get; init; }

    /// <summary>Whether an address lies inside it.</summary>
    public bool Contains(ImageAddress address) => address.Value - Address.Value < MemorySize;
}
