namespace Hotfixing.Go.Compare;

/// <summary>What a symbol names.</summary>
internal enum ImageSymbolKind
{
    /// <summary>Data that does not change once the program runs.</summary>
    Constant,

    /// <summary>Data the program writes.</summary>
    Variable,

    /// <summary>A function.</summary>
    Function,

    /// <summary>A place among machine code that is called no function.</summary>
    Code,

    /// <summary>Something in another file, which the object is linked with.</summary>
    Elsewhere,
}
