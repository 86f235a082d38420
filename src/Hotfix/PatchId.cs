namespace Hotfixing;

/// <summary>Names one applied patch within its target: 1 for the first patch applied to that process, then 2, 3 and so on.</summary>
/// <param name="Number">The number; never reused within one process.</param>
public readonly record struct PatchId(int Number)
{
    /// <summary>The number, as a person types it.</summary>
    public override string ToString() => $"{Number}";
}
