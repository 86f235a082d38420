namespace Hotfixing.DotNet.Link;

/// <summary>The new code holds something this linker has no sound place for; the planner turns it into a refusal.</summary>
internal sealed class CannotLinkException(string what) : Exception(what);
