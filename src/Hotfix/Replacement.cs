namespace Hotfixing;

/// <summary>One function that is, or will be, replaced by its new version.</summary>
/// <param name="Function">The name as it is printed and as <c>--function</c> takes it.</param>
/// <param name="Module">The file of the program the function belongs to.</param>
/// <param name="Effect">How far the replacement took, in words; null in a plan.</param>
public sealed record Replacement(string Function, string Module, string? Effect = null);
