namespace Hotfixing.Binary.Dwarf;

/// <summary>A field, a parameter or a captured variable before types are known: entries may refer to types further on.</summary>
internal readonly record struct DwarfPart(int Owner, int Name, int Type, ulong Offset, bool IsOutput);
