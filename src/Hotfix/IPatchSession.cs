namespace Hotfixing;

/// <summary>
/// Work on one target. Every call stays on the calling thread; a session is used by one thread at a time. Disposing detaches;
/// the target always runs on.
/// </summary>
public interface IPatchSession : IDisposable
{
    /// <summary>Works out what the patch would do. Changes nothing in the target.</summary>
    /// <exception cref="HotfixException">The target exited or cannot be read.</exception>
    PatchPlan Plan(Patch patch, IProgress<string>? progress = null);

    /// <summary>Puts the plan into effect: all of it or nothing.</summary>
    /// <exception cref="ApplyFailedException">Something went wrong; it says in which state the target is.</exception>
    /// <exception cref="RefusedException">The plan is refused, or the target itself refuses it before anything was changed.</exception>
    AppliedPatch Apply(PatchPlan plan, IProgress<string>? progress, CancellationToken cancellation);

    /// <summary>Takes back the patch and every later one; null means the latest. The target is as it was before that patch.</summary>
    /// <exception cref="RefusedException">No such patch is applied.</exception>
    RevertedPatch Revert(PatchId? id);

    /// <summary>The patches in effect, oldest first, read from the target.</summary>
    IReadOnlyList<AppliedPatch> List();
}
