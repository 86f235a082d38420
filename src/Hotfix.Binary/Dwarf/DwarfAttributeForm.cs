namespace Hotfixing.Binary.Dwarf;

/// <summary>An attribute of a kind of entry, how its value is written, and the value where all entries share it.</summary>
internal readonly record struct DwarfAttributeForm(DwarfAttribute Attribute, DwarfForm Form, ulong SharedValue);
