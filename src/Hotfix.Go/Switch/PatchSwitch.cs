using Hotfixing.Go.Stage;
using Hotfixing.Linux;

namespace Hotfixing.Go.Switch;

/// <summary>
/// Switches the functions of a patch, all of them in one write: that of the patch's state, which the stubs look at that every function is led
/// through in the meantime. Whatever part of this is done when the tool dies, all functions are old or all are new.
/// </summary>
internal sealed class PatchSwitch(ProcessMemory memory, TargetAddress header, IReadOnlyList<PatchSite> sites)
{
    private readonly IReadOnlyList<SitePage> pages = SitePage.Of(sites);
    private readonly IReadOnlyList<SitePage> bridged = SitePage.Of(sites.Where(s => s.Bridge is not null));

    /// <summary>Puts the new code into effect. All threads must be held, and none be within the bytes that are written.</summary>
    /// <exception cref="ApplyFailedException">What was written is not there; the old code is in effect again.</exception>
    public void On()
    {
        SetState(PatchState.Switching);
        Write(pages, static s => s.Bridge ?? s.Detour);
        SetState(PatchState.Active);
        Write(bridged, static s => s.Detour);
        foreach (var page in pages)
        {
            if (page.FindOther(memory, static s => s.Detour) is { } other)
            {
                Off();
                throw new ApplyFailedException($"{other.Function} does not hold what was written to it", TargetState.Restored);
            }
        }
    }

    /// <summary>Puts the code before the patch into effect again. All threads must be held.</summary>
    public void Off()
    {
        Write(pages, static s => s.Bridge ?? s.Saved);
        SetState(PatchState.Reverted);
        Write(bridged, static s => s.Saved);
    }

    private void Write(IReadOnlyList<SitePage> changed, Func<PatchSite, byte[]> form)
    {
        foreach (var page in changed)
        {
            page.Write(memory, form);
        }
    }

    private void SetState(PatchState state) => memory.WriteHalf(header + PatchHeader.StateField, (uint)state);
}
