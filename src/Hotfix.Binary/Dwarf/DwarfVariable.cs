namespace Hotfixing.Binary.Dwarf;

/// <summary>A variable of a package.</summary>
/// <param name="Name">Its name, as its symbol has it.</param>
/// <param name="Type">Its type.</param>
public sealed record DwarfVariable(string Name, DwarfType Type);
