namespace Hotfixing.Binary.Elf;

/// <summary>A section of an ELF file. Its place in the file has been checked.</summary>
public sealed record ElfSection
{
    /// <summary>Its place among the sections.</summary>
    public required int Index { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What it holds.</summary>
    public required ElfSectionType Type { get; init; }

    /// <summary>What it is like.</summary>
    public required ElfSectionTraits Flags { get; init; }

    /// <summary>Its first address; 0 in an object to be linked.</summary>
    public required ImageAddress Address { get; init; }

    /// <summary>Where its bytes begin in the file.</summary>
    public required ulong Offset { get; init; }

    /// <summary>Its size in bytes, compressed if it is compressed.</summary>
    public required ulong Size { get; init; }

    /// <summary>A section it refers to; which one depends on its type.</summary>
    public required int Link { get; init; }

    /// <summary>For relocations the section they change; otherwise it depends on the type.</summary>
    public required int Info { get; init; }

    /// <summary>What its address is a multiple of, in bytes.</summary>
    public required ulong Alignment { get; init; }

    /// <summary>Whether it is in memory when the program runs.</summary>
    public bool IsLoaded => Flags.HasFlag(ElfSectionTraits.Loaded);

    /// <summary>Whether the program may write it.</summary>
    public bool IsWritable => Flags.HasFlag(ElfSectionTraits.Writable);

    /// <summary>Whether it holds machine code.</summary>
    public bool IsCode => Flags.HasFlag(ElfSectionTraits.Code);

    /// <summary>
    /// Whether it holds data that never changes once the program runs: position-independent programs have some that the loader
    /// relocates first (.data.rel.ro and the like).
    /// </summary>
    public bool IsConstant => IsLoaded && !IsCode && (!IsWritable || Name.StartsWith(".data.rel.ro", StringComparison.Ordinal));

    /// <summary>Whether an address lies inside it. Sections that are not in memory have no addresses.</summary>
    public bool Contains(ImageAddress address) => IsLoaded && address.Value - Address.Value < Size;
}
