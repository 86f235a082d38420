using Hotfixing.Linux;

namespace Hotfixing.Go.Link;

/// <summary>A variable that a patch has brought.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Type">Its type as comparing spells it; empty when not known.</param>
internal readonly record struct AddedVariable(TargetAddress Address, ulong Size, string Type);
