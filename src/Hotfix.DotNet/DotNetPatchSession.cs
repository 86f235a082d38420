using Hotfixing.DotNet.Protocol;
using Hotfixing.DotNet.Switch;

namespace Hotfixing.DotNet;

/// <summary>Work on one .NET process.</summary>
internal sealed class DotNetPatchSession(
    Target target, Func<Target, Patch, IReadOnlyList<PatchRecord>, IProgress<string>?, DotNetPatchPlan> planner) : IPatchSession
{
    private readonly AgentSession agent = new(target);

    /// <inheritdoc/>
    public PatchPlan Plan(Patch patch, IProgress<string>? progress = null) => planner(target, patch, agent.List(), progress);

    /// <inheritdoc/>
    public AppliedPatch Apply(PatchPlan plan, IProgress<string>? progress, CancellationToken cancellation)
    {
        if (plan.Target != target)
        {
            throw new ArgumentException($"The plan was made for {plan.Target}, not for {target}.", nameof(plan));
        }

        if (plan.IsRefused)
        {
            throw new RefusedException(plan.Diagnostics);
        }

        return Applied(agent.Apply(((DotNetPatchPlan)plan).Message, progress, cancellation));
    }

    /// <inheritdoc/>
    public RevertedPatch Revert(PatchId? id)
    {
        var record = agent.Revert(id?.Number);
        return new RevertedPatch(
            [.. record.Ids.Select(i => new PatchId(i))],
            record.Functions,
            TimeSpan.FromMicroseconds(record.Duration),
            TimeSpan.FromMicroseconds(record.Suspended));
    }

    /// <inheritdoc/>
    public IReadOnlyList<AppliedPatch> List() => [.. agent.List().Select(Applied)];

    /// <inheritdoc/>
    public void Dispose()
    {
        // Every request has a connection of its own: nothing is held in between.
    }

    private static AppliedPatch Applied(PatchRecord record) => new()
    {
        Id = new PatchId(record.Id),
        Source = record.Source,
        AppliedAt = DateTimeOffset.FromUnixTimeMilliseconds(record.AppliedAt),
        AppliedBy = record.AppliedBy,
        Replacements = [.. record.Functions.Select(f => new Replacement(f.Function, f.Module, Describe(f.Effect)))],
        Duration = TimeSpan.FromMicroseconds(record.Duration),
        StoodStill = TimeSpan.FromMicroseconds(record.Suspended),
    };

    private static string Describe(FunctionEffect effect) => effect switch
    {
        FunctionEffect.Requested => "requested",
        FunctionEffect.Compiled => "compiled",
        FunctionEffect.Superseded => "superseded",
        FunctionEffect.Original => "original",
        _ => $"{effect}",
    };
}
