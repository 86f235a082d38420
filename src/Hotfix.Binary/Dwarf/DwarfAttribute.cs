namespace Hotfixing.Binary.Dwarf;

/// <summary>
/// What an attribute of an entry says (DWARF 5, 7.5.4; those of Go: cmd/internal/dwarf/dwarf.go, 1.19 to 1.26). Only what is read has
/// a name.
/// </summary>
internal enum DwarfAttribute
{
    Name = 0x03,
    ByteSize = 0x0b,
    Language = 0x13,
    Producer = 0x25,
    AbstractOrigin = 0x31,
    MemberLocation = 0x38,
    Type = 0x49,
    VariableParameter = 0x4b,
    GoKind = 0x2900,
    GoClosureOffset = 0x2907,
}
