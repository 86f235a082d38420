namespace Hotfixing;

/// <summary>What the user asks for: the atomic unit that is planned, applied and reverted.</summary>
/// <param name="Path">A rebuilt file, or a folder of rebuilt files.</param>
/// <param name="Functions">The names the patch is limited to, as a plan prints them; empty means everything that changed.</param>
public sealed record Patch(string Path, IReadOnlyList<string> Functions);
