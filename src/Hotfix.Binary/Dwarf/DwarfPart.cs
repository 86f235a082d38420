namespace Hotfixing.Binary.Dwarf;

/// <summary>A field, a parameter or a captured variable before types are known: entries may refer to types further on.</summary>
/// <param name="Owner">What it is a part of, by number.</param>
/// <param name="Name">Where its name begins; 0 for none.</param>
/// <param name="Type">Where its type is.</param>
/// <param name="Offset">Where it is in what it is a part of, in bytes.</param>
/// <param name="IsOutput">Whether it is a result.</param>
/// <param name="Origin">Where the entry is that says all this instead; 0 when this one does.</param>
internal readonly record struct DwarfPart(int Owner, int Name, int Type, ulong Offset, bool IsOutput, int Origin = 0);
