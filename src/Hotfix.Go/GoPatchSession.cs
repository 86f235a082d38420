using Hotfixing.Go.Inspect;
using Hotfixing.Go.Stage;
using Hotfixing.Go.Switch;

namespace Hotfixing.Go;

/// <summary>Work on one Go process.</summary>
internal sealed class GoPatchSession(GoProcess process, GoPlanner planner) : IPatchSession
{
    /// <inheritdoc/>
    public PatchPlan Plan(Patch patch, IProgress<string>? progress = null) => TargetAccess.Do(process, () =>
    {
        using var attachment = GoAttachment.Open(process);
        return planner(attachment.Runtime, PatchRegistry.Read(attachment.Runtime), patch, progress);
    });

    /// <inheritdoc/>
    public AppliedPatch Apply(PatchPlan plan, IProgress<string>? progress, CancellationToken cancellation)
    {
        if (plan.Target != process.Target)
        {
            throw new ArgumentException($"The plan was made for {plan.Target}, not for {process.Target}.", nameof(plan));
        }

        if (plan.IsRefused)
        {
            throw new RefusedException(plan.Diagnostics);
        }

        var goPlan = (GoPatchPlan)plan;
        var image = goPlan.Image ?? throw new ArgumentException("The plan has nothing to apply.", nameof(plan));
        return TargetAccess.Do(process, () =>
        {
            using var exclusion = TargetLock.Take(process.Target);
            using var attachment = GoAttachment.Open(process);
            var (runtime, moment) = (attachment.Runtime, attachment.Moment);
            var history = new PatchRecovery(runtime, moment).Run();
            if (!history.Where(p => p.IsInEffect).Select(p => p.Id).SequenceEqual(goPlan.InEffect))
            {
                throw new RefusedException([StageDiagnostics.OutOfDate("other patches are in effect")]);
            }

            var origin = new PatchOrigin(Path.GetFullPath(plan.Patch.Path), Environment.UserName, DateTimeOffset.UtcNow, goPlan.State);
            var prepared = new PatchPreparation(runtime, history).Prepare(image, origin);
            new PatchApplication(runtime, attachment.Tracer, moment, prepared).Run(progress, cancellation);
            return AppliedPatches.Read(runtime).Single(p => p.Id == image.Id);
        });
    }

    /// <inheritdoc/>
    public RevertedPatch Revert(PatchId? id) => TargetAccess.Do(process, () =>
    {
        using var exclusion = TargetLock.Take(process.Target);
        using var attachment = GoAttachment.Open(process);
        return new PatchReversal(attachment.Runtime, attachment.Moment).Run(id);
    });

    /// <inheritdoc/>
    public IReadOnlyList<AppliedPatch> List() => TargetAccess.Do(process, () =>
    {
        using var attachment = GoAttachment.Open(process);
        return AppliedPatches.Read(attachment.Runtime);
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        // Every call attaches and detaches by itself: nothing is held in between.
    }
}
