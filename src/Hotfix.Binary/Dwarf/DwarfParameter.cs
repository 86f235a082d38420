namespace Hotfixing.Binary.Dwarf;

/// <summary>A parameter or a result of a function.</summary>
/// <param name="Name">Its name; the compiler makes one up for a result that has none.</param>
/// <param name="Type">Its type.</param>
/// <param name="IsResult">Whether the function returns it.</param>
public sealed record DwarfParameter(string Name, DwarfType Type, bool IsResult);
