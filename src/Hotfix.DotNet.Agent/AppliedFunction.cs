namespace Hotfixing.DotNet.Agent;

/// <summary>One function a patch changed.</summary>
/// <param name="Function">Its name for people.</param>
/// <param name="Module">Its module's file name.</param>
/// <param name="Methods">The methods it consists of: itself, its lambdas and state machines, in every copy of the module.</param>
internal sealed record AppliedFunction(string Function, string Module, List<MethodKey> Methods);
