namespace Hotfixing.Binary.X86;

/// <summary>A distance in an instruction to something outside its function.</summary>
/// <param name="Instruction">Where the instruction begins, in bytes from the start of the function.</param>
/// <param name="Field">Where the distance is, in bytes from the start of the function.</param>
/// <param name="Size">How many bytes the distance has: 1 or 4.</param>
/// <param name="Next">Where the next instruction begins, which the distance counts from, in bytes from the start of the function.</param>
/// <param name="Target">What it leads to.</param>
/// <param name="Kind">How the instruction uses it.</param>
public readonly record struct CodeReference(int Instruction, int Field, int Size, int Next, ImageAddress Target, CodeReferenceKind Kind);
