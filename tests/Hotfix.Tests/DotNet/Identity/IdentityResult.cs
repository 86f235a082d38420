namespace Hotfixing.Tests.DotNet.Identity;

/// <summary>What became of the methods of an assembly that have a body.</summary>
/// <param name="Methods">How many there are.</param>
/// <param name="Unchanged">How many the comparison found to be what they were.</param>
/// <param name="InPlace">How many were linked to be put in their places.</param>
/// <param name="Moved">How many stand in the delta, as parts of functions that count as having new ones.</param>
/// <param name="Faults">What differs from the original, one line for each of those linked.</param>
internal sealed record IdentityResult(int Methods, int Unchanged, int InPlace, int Moved, IReadOnlyList<string> Faults)
{
    /// <summary>How many were left behind: those of functions that were refused, and parts that nothing uses.</summary>
    public int LeftBehind => Methods - Unchanged - InPlace - Moved;
}
