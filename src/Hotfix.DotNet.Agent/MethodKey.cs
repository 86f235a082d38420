namespace Hotfixing.DotNet.Agent;

/// <summary>One method of one loaded copy of a module.</summary>
/// <param name="Module">The profiling interface's ModuleID.</param>
/// <param name="Token">The method's token.</param>
internal readonly record struct MethodKey(nint Module, int Token);
