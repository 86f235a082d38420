namespace Hotfixing.Tests.Cli;

/// <summary>An engine that knows one process, the first of the system, and does as it is told.</summary>
internal sealed class FakeEngine : IEngine, IPatchSession
{
    public static readonly Patch Patch = new("/build/Shop", []);

    public string Name => ".NET";

    public RuntimeDescription? Description { get; init; } = new(".NET", "10.0.1", "/app/Shop.dll", HasBeenPatched: true);

    public List<Diagnostic> Found { get; init; } = [];

    public Func<Target, PatchPlan> PlanMaker { get; init; } = target => new FakePlan(target);

    public Func<AppliedPatch> Applying { get; init; } = Patches.Price;

    public List<AppliedPatch> Applied { get; init; } = [];

    public bool IsDenied { get; init; }

    public bool WasApplied { get; private set; }

    public RuntimeDescription? Recognize(Target target) =>
        IsDenied ? throw new AccessDeniedException("not yours") : target.ProcessId == 1 ? Description : null;

    public IReadOnlyList<Diagnostic> Examine(Target target) => Found;

    public IPatchSession Attach(Target target) => this;

    PatchPlan IPatchSession.Plan(Patch patch, IProgress<string>? progress) =>
        PlanMaker(new Target(1, 5));

    AppliedPatch IPatchSession.Apply(PatchPlan plan, IProgress<string>? progress, CancellationToken cancellation)
    {
        WasApplied = true;
        return Applying();
    }

    RevertedPatch IPatchSession.Revert(PatchId? id) => new(
        [.. Applied.Select(p => p.Id).Reverse()], ["Shop.Price.Of(int)"], TimeSpan.FromMilliseconds(7), TimeSpan.Zero);

    IReadOnlyList<AppliedPatch> IPatchSession.List() => Applied;

    public void Dispose()
    {
    }
}
