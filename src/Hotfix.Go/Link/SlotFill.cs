using Hotfixing.Linux;

namespace Hotfixing.Go.Link;

/// <summary>One word of the running program that gets the value its linker would have given it, had it been used.</summary>
/// <param name="Address">Where it is; aligned to its width.</param>
/// <param name="Width">Its width in bytes: 4 or 8.</param>
/// <param name="Expected">What is there now; anything else means that the plan is out of date.</param>
/// <param name="Value">What it gets.</param>
internal readonly record struct SlotFill(TargetAddress Address, int Width, ulong Expected, ulong Value);
