namespace Hotfixing.Binary.Dwarf;

/// <summary>A function as debug information describes it.</summary>
/// <param name="Name">Its name, as its symbol has it.</param>
/// <param name="Parameters">Its receiver, parameters and results in their order.</param>
/// <param name="Captures">What it uses of the function around it, by offset.</param>
public sealed record DwarfFunction(string Name, IReadOnlyList<DwarfParameter> Parameters, IReadOnlyList<DwarfCapture> Captures);
