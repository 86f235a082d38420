using Hotfixing.Go.Inspect;
using Hotfixing.Go.Stage;
using Hotfixing.Linux;

namespace Hotfixing.Go.Switch;

/// <summary>
/// Switches the functions of a patch, all of them in one write: that of the patch's state, which the stubs look at that every function is led
/// through in the meantime. Whatever part of this is done when the tool dies, all functions are old or all are new.
/// </summary>
internal sealed class PatchSwitch(GoRuntime runtime, TargetAddress header, IReadOnlyList<PatchSite> sites)
{
    private readonly byte[] check = new byte[PatchSite.Length];

    /// <summary>Puts the new code into effect. All threads must be held, and none be within the bytes that are written.</summary>
    /// <exception cref="ApplyFailedException">What was written is not there; the old code is in effect again.</exception>
    public void On()
    {
        SetState(PatchState.Switching);
        foreach (var site in sites)
        {
            runtime.Memory.Write(site.Entry, site.Bridge ?? site.Detour);
        }

        SetState(PatchState.Active);
        foreach (var site in sites.Where(s => s.Bridge is not null))
        {
            runtime.Memory.Write(site.Entry, site.Detour);
        }

        foreach (var site in sites)
        {
            runtime.Memory.Read(site.Entry, check);
            if (!check.AsSpan().SequenceEqual(site.Detour))
            {
                Off();
                throw new ApplyFailedException($"{site.Function} does not hold what was written to it", TargetState.Restored);
            }
        }
    }

    /// <summary>Puts the code before the patch into effect again. All threads must be held.</summary>
    public void Off()
    {
        foreach (var site in sites)
        {
            runtime.Memory.Write(site.Entry, site.Bridge ?? site.Saved);
        }

        SetState(PatchState.Reverted);
        foreach (var site in sites.Where(s => s.Bridge is not null))
        {
            runtime.Memory.Write(site.Entry, site.Saved);
        }
    }

    private void SetState(PatchState state) => runtime.Memory.WriteHalf(header + PatchHeader.StateField, (uint)state);
}
