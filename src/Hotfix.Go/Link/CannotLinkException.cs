namespace Hotfixing.Go.Link;

/// <summary>The object holds something this linker has no sound place for; the planner shows the refusal.</summary>
internal sealed class CannotLinkException(Diagnostic refusal) : Exception(refusal.ToString())
{
    public Diagnostic Refusal { get; } = refusal;
}
