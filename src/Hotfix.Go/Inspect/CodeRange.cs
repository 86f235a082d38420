using Hotfixing.Linux;

namespace Hotfixing.Go.Inspect;

/// <summary>A stretch of a process's memory that holds one function or variable.</summary>
/// <param name="Start">Its first address.</param>
/// <param name="Size">Its size in bytes.</param>
internal readonly record struct CodeRange(TargetAddress Start, ulong Size)
{
    /// <summary>Whether an address lies inside it.</summary>
    public bool Contains(TargetAddress address) => address.Value - Start.Value < Size;
}
