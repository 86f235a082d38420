using Hotfixing.Linux;

namespace Hotfixing.Go.Link;

/// <summary>Bytes that have their place in a target.</summary>
/// <param name="Start">The address of the first.</param>
/// <param name="Bytes">The bytes.</param>
internal readonly record struct MemoryBlock(TargetAddress Start, ReadOnlyMemory<byte> Bytes);
