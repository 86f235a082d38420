using Hotfixing.Linux;

namespace Hotfixing.Go.Inspect;

/// <summary>A module in the runtime's list of them (runtime.moduledata).</summary>
/// <param name="Address">Where its moduledata is.</param>
/// <param name="Name">Its name; empty for the program itself.</param>
/// <param name="NamePlace">Where the name is.</param>
internal sealed record LoadedGoModule(TargetAddress Address, string Name, TargetAddress NamePlace);
