namespace Hotfixing.Binary.Dwarf;

/// <summary>What an entry lies in, while entries are read.</summary>
internal enum DwarfOwnerKind
{
    Unit,
    Struct,
    Signature,
    Function,
    FunctionPart,
    Other,
}
