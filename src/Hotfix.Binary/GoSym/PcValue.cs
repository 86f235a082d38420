namespace Hotfixing.Binary.GoSym;

/// <summary>A value and where it ends to hold.</summary>
/// <param name="Value">The value.</param>
/// <param name="End">The offset from the function's entry from which on it does not hold any more, in bytes.</param>
public readonly record struct PcValue(int Value, uint End);
