namespace Hotfixing.Binary.GoSym;

/// <summary>How much Go's tables may hold to be read. Each is far above what the largest programs known have.</summary>
public static class GoLimits
{
    /// <summary>The most functions of a module.</summary>
    public const int Functions = 4 * 1024 * 1024;

    /// <summary>The longest name of a function, a file or a type, in bytes. Names of generic functions carry their types.</summary>
    public const int NameLength = 1024 * 1024;

    /// <summary>The most steps of one table of values by program counter.</summary>
    public const int PcValueSteps = 4 * 1024 * 1024;

    /// <summary>The most pcdata or funcdata tables of a function; the runtime knows fewer than ten of each.</summary>
    public const int TablesOfFunction = 64;

    /// <summary>The most types of a module.</summary>
    public const int Types = 4 * 1024 * 1024;

    /// <summary>The most fields of a struct or methods of a type: what the 16-bit counts of the runtime hold.</summary>
    public const int Members = 65_535;

    /// <summary>The most bits of a pointer mask: 4 GiB of variables.</summary>
    public const int MaskBits = 512 * 1024 * 1024;
}
