namespace Hotfixing.EndToEnd.Contract;

/// <summary>
/// What every engine does for its operators, shown on real processes. An engine derives one class that names the engine and a
/// program; nothing here knows a runtime.
/// </summary>
public abstract partial class PatchingContract
{
    protected static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    protected abstract IEngine Engine { get; }

    protected abstract ProgramUnderPatch Program { get; }

    [Fact]
    public void A_program_that_was_never_patched_behaves_as_built_and_lists_nothing()
    {
        using var subject = Start();
        Assert.NotNull(Engine.Recognize(subject.Target));
        Assert.Empty(Engine.Examine(subject.Target));
        Assert.Empty(List(subject));
        AssertBehaves(Program.Original, subject);
    }

    [Fact]
    public void Planning_changes_nothing()
    {
        using var subject = Start();
        var plan = Plan(subject, Program.First);
        Assert.False(plan.IsEmpty);
        Assert.False(plan.IsRefused);
        Assert.Contains(Program.OneFunction, plan.Replacements.Select(r => r.Function));
        Assert.Empty(List(subject));
        AssertBehaves(Program.Original, subject);
    }

    [Fact]
    public void An_applied_patch_takes_effect_on_every_kind_of_call()
    {
        using var subject = Start();
        var plan = Plan(subject, Program.First);
        var applied = Apply(subject, Program.First);
        AssertBehaves(Program.First, subject);
        Assert.Equal(new PatchId(1), applied.Id);
        Assert.Equal(Path.GetFullPath(Program.First.Patch), applied.Source);
        Assert.Equal(
            plan.Replacements.Select(r => r.Function).Order(StringComparer.Ordinal),
            applied.Replacements.Select(r => r.Function).Order(StringComparer.Ordinal));
        Assert.Equal(applied.Id, Assert.Single(List(subject)).Id);
    }

    [Fact]
    public void A_reverted_patch_leaves_exactly_what_was_before()
    {
        using var subject = Start();
        Apply(subject, Program.First);
        var reverted = Revert(subject, null);
        AssertBehaves(Program.Original, subject);
        Assert.Equal([new PatchId(1)], reverted.Ids);
        Assert.Empty(List(subject));
    }

    [Fact]
    public void Versions_are_laid_over_each_other_and_taken_back_exactly()
    {
        using var subject = Start();
        Apply(subject, Program.First);
        Apply(subject, Program.Second);
        AssertBehaves(Program.Second, subject);
        Apply(subject, Program.First);
        AssertBehaves(Program.First, subject);
        Assert.All(List(subject), p => Assert.Distinct(p.Replacements.Select(r => (r.Function, r.Module))));
        Revert(subject, new PatchId(3));
        AssertBehaves(Program.Second, subject);
        Revert(subject, new PatchId(2));
        AssertBehaves(Program.First, subject);
        Apply(subject, Program.Second);
        AssertBehaves(Program.Second, subject);
        Assert.Equal([new PatchId(4), new PatchId(1)], Revert(subject, new PatchId(1)).Ids);
        AssertBehaves(Program.Original, subject);
        Assert.Empty(List(subject));
    }

    [Fact]
    public void The_same_build_again_is_nothing_to_do()
    {
        using var subject = Start();
        Apply(subject, Program.First);
        var again = Plan(subject, Program.First);
        Assert.True(again.IsEmpty);
        Assert.False(again.IsRefused);
        AssertBehaves(Program.First, subject);
    }

    [Fact]
    public void A_build_equal_to_the_running_one_is_nothing_to_do()
    {
        using var subject = Start();
        var plan = Plan(subject, Program.Original);
        Assert.True(plan.IsEmpty);
        Assert.False(plan.IsRefused);
        Assert.Empty(plan.Replacements);
    }

    [Fact]
    public void A_build_equal_to_the_running_one_takes_back_what_is_applied()
    {
        using var subject = Start();
        Apply(subject, Program.First);
        Assert.False(Plan(subject, Program.Original).IsEmpty);
        Apply(subject, Program.Original);
        AssertBehaves(Program.Original, subject);
        Assert.True(Plan(subject, Program.Original).IsEmpty);
        Apply(subject, Program.Second);
        AssertBehaves(Program.Second, subject);
        Revert(subject, new PatchId(1));
        AssertBehaves(Program.Original, subject);
    }

    [Fact]
    public void A_patch_limited_to_one_function_changes_only_that()
    {
        using var subject = Start();
        using (var session = Engine.Attach(subject.Target))
        {
            var plan = session.Plan(new Patch(Program.First.Patch, [Program.OneFunction]));
            Assert.Equal(Program.OneFunction, Assert.Single(plan.Replacements).Function);
            session.Apply(plan, null, CancellationToken.None);
        }

        Assert.Equal(Program.OneFunctionBehaviour, subject.Ask("values"));
        Apply(subject, Program.Second);
        AssertBehaves(Program.Second, subject);
        Revert(subject, null);
        Assert.Equal(Program.OneFunctionBehaviour, subject.Ask("values"));
        Revert(subject, null);
        AssertBehaves(Program.Original, subject);
    }

    [Fact]
    public void Ten_threads_see_only_whole_old_or_new_results_while_patches_come_and_go()
    {
        using var subject = Start();
        subject.Ask("hammer");
        for (var round = 0; round < 8; round++)
        {
            Apply(subject, Program.First);
            AssertBehaves(Program.First, subject);
            Apply(subject, Program.Second);
            AssertBehaves(Program.Second, subject);
            Revert(subject, List(subject)[0].Id);
            AssertBehaves(Program.Original, subject);
        }

        var calls = long.Parse(subject.Ask("calls"));
        Assert.True(SpinWait.SpinUntil(() => long.Parse(subject.Ask("calls")) > calls, Deadline), "the threads do not go on");
        Assert.Equal("0", subject.Ask("wrong"));
    }

    protected SubjectProcess Start() => SubjectProcess.StartThrough(Program.Command);

    private PatchPlan Plan(SubjectProcess subject, Edition edition)
    {
        using var session = Engine.Attach(subject.Target);
        return session.Plan(new Patch(edition.Patch, []));
    }

    private AppliedPatch Apply(SubjectProcess subject, Edition edition)
    {
        using var session = Engine.Attach(subject.Target);
        return session.Apply(session.Plan(new Patch(edition.Patch, [])), null, CancellationToken.None);
    }

    private RevertedPatch Revert(SubjectProcess subject, PatchId? id)
    {
        using var session = Engine.Attach(subject.Target);
        return session.Revert(id);
    }

    private IReadOnlyList<AppliedPatch> List(SubjectProcess subject)
    {
        using var session = Engine.Attach(subject.Target);
        return session.List();
    }

    private static void AssertBehaves(Edition edition, SubjectProcess subject) =>
        Assert.Equal(edition.Behaviour, subject.Ask("values"));
}
