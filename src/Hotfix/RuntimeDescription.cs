namespace Hotfixing;

/// <summary>What a process runs.</summary>
/// <param name="Runtime">The runtime's name (".NET", "Go").</param>
/// <param name="Version">Its version as the runtime states it, or "unknown".</param>
/// <param name="Program">The program's main file.</param>
/// <param name="HasBeenPatched">Whether hotfix has been in this process; its list of applied patches may be empty all the same.</param>
public sealed record RuntimeDescription(string Runtime, string Version, string Program, bool HasBeenPatched);
