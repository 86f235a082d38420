namespace Hotfixing.Binary.Elf;

/// <summary>How much an ELF file may hold to be read. Each is far above what Go's linker makes of the largest programs known.</summary>
public static class ElfLimits
{
    /// <summary>The largest file, in bytes: what one array holds.</summary>
    public const long FileSize = 0x7fff_ffc7;

    /// <summary>The most sections, above the 65,279 after which their count has another place.</summary>
    public const int Sections = 131_072;

    /// <summary>The most segments.</summary>
    public const int Segments = 4_096;

    /// <summary>The most symbols.</summary>
    public const int Symbols = 16 * 1024 * 1024;

    /// <summary>The most relocations of one section.</summary>
    public const int Relocations = 32 * 1024 * 1024;

    /// <summary>The largest section after decompression, in bytes.</summary>
    public const int Decompressed = 1024 * 1024 * 1024;

    /// <summary>The most memory an object that is laid out takes, in bytes: 4-byte distances must reach all of it.</summary>
    public const int Memory = 1024 * 1024 * 1024;
}
