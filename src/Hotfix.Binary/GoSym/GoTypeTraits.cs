namespace Hotfixing.Binary.GoSym;

/// <summary>What a type descriptor says of itself (internal/abi/type.go, TFlag; 1.19 to 1.26).</summary>
[Flags]
public enum GoTypeTraits : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>It has a package path and methods.</summary>
    Uncommon = 1,

    /// <summary>Its text begins with a star that does not belong to it.</summary>
    ExtraStar = 2,

    /// <summary>It has a name.</summary>
    Named = 4,

    /// <summary>Comparing it is comparing bytes.</summary>
    RegularMemory = 8,

    /// <summary>Its pointer mask is made when it is needed, and kept in a variable (1.24 and later).</summary>
    MaskOnDemand = 16,

    /// <summary>An interface holds its values directly (1.26 and later; a bit of the kind before).</summary>
    DirectInterface = 32,
}
