using Hotfixing.Linux;

namespace Hotfixing.Go.Link;

/// <summary>The way from a function of the running program to its new version.</summary>
/// <param name="Function">The function's name, as the plan prints it.</param>
/// <param name="Entry">Where the function begins in the program.</param>
/// <param name="Code">The function's bytes there now, at least the first sixteen or all there are; anything else means that the plan is out of date.</param>
/// <param name="Replacement">Where the new version begins; null to give the function its original bytes back.</param>
internal sealed record Detour(string Function, TargetAddress Entry, ReadOnlyMemory<byte> Code, TargetAddress? Replacement);
