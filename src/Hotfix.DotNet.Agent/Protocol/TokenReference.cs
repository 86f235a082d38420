namespace Hotfixing.DotNet.Protocol;

/// <summary>
/// A metadata token in a patched module: either one the module was compiled with, or the result of a
/// <see cref="TokenDefinition"/> of the same <see cref="ModulePatch"/>, whose value is known in the target only.
/// </summary>
/// <param name="Value">The token itself, or the index of the definition with the top bit set (no table's number reaches it).</param>
public readonly record struct TokenReference(uint Value)
{
    private const uint DefinitionBit = 0x8000_0000;

    /// <summary>Refers to a token the module has had since it was compiled.</summary>
    public static TokenReference Existing(int token) => new((uint)token);

    /// <summary>Refers to the definition with this index.</summary>
    public static TokenReference Defined(int index) => new((uint)index | DefinitionBit);

    /// <summary>Whether it refers to a definition.</summary>
    public bool IsDefined => (Value & DefinitionBit) != 0;

    /// <summary>The index of the definition; only when <see cref="IsDefined"/>.</summary>
    public int Index => (int)(Value & ~DefinitionBit);
}
