namespace Hotfixing.Binary.Dwarf;

/// <summary>A field of a struct.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Offset">Where it begins, in bytes from the start of the struct.</param>
/// <param name="Type">Its type.</param>
public sealed record DwarfMember(string Name, ulong Offset, DwarfType Type);
