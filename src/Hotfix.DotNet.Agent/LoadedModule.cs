using System.Reflection;

namespace Hotfixing.DotNet.Agent;

/// <summary>Every loaded copy of one module, as reflection and as the profiling interface know it.</summary>
/// <param name="Mvid">The module version id the copies share.</param>
/// <param name="Copies">The copies; which of them has which id is not known, and nothing depends on it.</param>
/// <param name="Ids">Their ModuleIDs.</param>
internal sealed record LoadedModule(Guid Mvid, List<Assembly> Copies, List<nint> Ids);
