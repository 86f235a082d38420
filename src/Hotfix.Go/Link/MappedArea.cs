using Hotfixing.Linux;

namespace Hotfixing.Go.Link;

/// <summary>A stretch of memory to map into a target.</summary>
/// <param name="Start">Its first address, a multiple of the page size.</param>
/// <param name="Length">Its length in bytes, a multiple of the page size.</param>
/// <param name="Protection">What the target's own code may do there.</param>
internal readonly record struct MappedArea(TargetAddress Start, ulong Length, AreaProtection Protection);
