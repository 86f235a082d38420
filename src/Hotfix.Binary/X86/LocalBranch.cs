namespace Hotfixing.Binary.X86;

/// <summary>An instruction that leads to, or takes the address of, a byte of its own function.</summary>
/// <param name="Instruction">Where it begins, in bytes from the start of the function.</param>
/// <param name="Target">The byte, from the start of the function.</param>
public readonly record struct LocalBranch(int Instruction, int Target);
