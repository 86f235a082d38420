namespace Hotfixing.Binary.Dwarf;

/// <summary>How much debug information may hold to be read. Each is far above what Go's linker makes of the largest programs known.</summary>
public static class DwarfLimits
{
    /// <summary>The most entries, such as types, functions and local variables.</summary>
    public const int Entries = 64 * 1024 * 1024;

    /// <summary>How deep entries may lie in one another.</summary>
    public const int Depth = 4096;

    /// <summary>The most kinds of entries of one unit.</summary>
    public const int Abbreviations = 16 * 1024;

    /// <summary>The most attributes of one kind of entry.</summary>
    public const int Attributes = 256;
}
