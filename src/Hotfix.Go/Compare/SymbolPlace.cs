namespace Hotfixing.Go.Compare;

/// <summary>Where what a symbol names stands.</summary>
internal enum SymbolPlace
{
    /// <summary>Among machine code.</summary>
    Code,

    /// <summary>Among what never changes once the program runs.</summary>
    Constant,

    /// <summary>Among what the program writes.</summary>
    Variable,

    /// <summary>In another file, which the object is linked with.</summary>
    Elsewhere,
}
