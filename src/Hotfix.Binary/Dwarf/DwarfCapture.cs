namespace Hotfixing.Binary.Dwarf;

/// <summary>A variable that a function literal uses from the function around it. Go writes those it can follow, since 1.23.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Offset">Where it is in the closure, in bytes; the first eight are the address of the code.</param>
/// <param name="Type">Its type.</param>
public sealed record DwarfCapture(string Name, ulong Offset, DwarfType Type);
