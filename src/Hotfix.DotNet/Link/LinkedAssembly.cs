using Hotfixing.DotNet.Protocol;

namespace Hotfixing.DotNet.Link;

/// <summary>One assembly's share of a patch, ready to be sent.</summary>
/// <param name="Module">What changes in the loaded module.</param>
/// <param name="Delta">What is added beside it; null when nothing is.</param>
/// <param name="Contents">What the delta holds.</param>
internal sealed record LinkedAssembly(ModulePatch Module, DeltaAssembly? Delta, DeltaContents Contents);
