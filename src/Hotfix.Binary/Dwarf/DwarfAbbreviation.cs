namespace Hotfixing.Binary.Dwarf;

/// <summary>A kind of entry: what it describes and which attributes it has (DWARF 5, 7.5.3).</summary>
internal sealed record DwarfAbbreviation(DwarfTag Tag, bool HasChildren, DwarfAttributeForm[] Attributes);
