namespace Hotfixing.Go.Link;

/// <summary>What a symbol names, as far as linking treats it differently.</summary>
internal enum ImageSymbolKind
{
    /// <summary>Data that does not change.</summary>
    Constant,

    /// <summary>Data the program may change.</summary>
    Variable,

    /// <summary>A function.</summary>
    Function,
}
