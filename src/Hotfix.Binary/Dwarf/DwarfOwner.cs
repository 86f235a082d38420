namespace Hotfixing.Binary.Dwarf;

/// <summary>What an entry lies in, and which struct or function that is.</summary>
internal readonly record struct DwarfOwner(DwarfOwnerKind Kind, int Index);
