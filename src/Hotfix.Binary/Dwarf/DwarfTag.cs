namespace Hotfixing.Binary.Dwarf;

/// <summary>What an entry describes (DWARF 5, 7.5.3). Only what is read has a name.</summary>
internal enum DwarfTag
{
    ArrayType = 0x01,
    FormalParameter = 0x05,
    Member = 0x0d,
    PointerType = 0x0f,
    CompileUnit = 0x11,
    StructureType = 0x13,
    SubroutineType = 0x15,
    Typedef = 0x16,
    InlinedSubroutine = 0x1d,
    SubrangeType = 0x21,
    BaseType = 0x24,
    Subprogram = 0x2e,
    Variable = 0x34,
    UnspecifiedType = 0x3b,
}
