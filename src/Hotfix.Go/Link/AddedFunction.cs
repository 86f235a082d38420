using Hotfixing.Linux;

namespace Hotfixing.Go.Link;

/// <summary>A function that a patch has brought.</summary>
/// <param name="Address">Where it begins.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Signature">Its parameters, results and captured variables as comparing spells them; empty when not known.</param>
internal readonly record struct AddedFunction(TargetAddress Address, ulong Size, string Signature);
