namespace Hotfixing.Binary.Elf;

/// <summary>Who sees a symbol (System V ABI, chapter 4, ELF64_ST_BIND). Bindings without a name here are kept by their number.</summary>
public enum ElfSymbolBinding
{
    /// <summary>Its own object file.</summary>
    Local = 0,

    /// <summary>Every object file.</summary>
    Global = 1,

    /// <summary>Every object file, unless another symbol has the name.</summary>
    Weak = 2,
}
