namespace Hotfixing.EndToEnd.Contract;

/// <summary>What is refused, with its reason, and leaves the target as it was.</summary>
public abstract partial class PatchingContract
{
    [Fact]
    public void A_refused_patch_changes_nothing_and_says_why()
    {
        using var subject = Start();
        AssertRefused(subject, new Patch(Program.Refused, []));
        AssertBehaves(Program.Original, subject);
        Assert.Empty(List(subject));
    }

    [Fact]
    public void A_refused_patch_leaves_an_applied_one_in_effect()
    {
        using var subject = Start();
        Apply(subject, Program.First);
        AssertRefused(subject, new Patch(Program.Refused, []));
        AssertBehaves(Program.First, subject);
        Assert.Single(List(subject));
        Revert(subject, null);
        AssertBehaves(Program.Original, subject);
    }

    [Fact]
    public void An_unknown_function_name_is_refused()
    {
        using var subject = Start();
        Assert.Equal("HF3017", AssertRefused(subject, new Patch(Program.First.Patch, ["NoFunctionHasThisName"])).Id);
        AssertBehaves(Program.Original, subject);
    }

    [Fact]
    public void An_ambiguous_function_name_is_refused()
    {
        using var subject = Start();
        Assert.Equal("HF3018", AssertRefused(subject, new Patch(Program.First.Patch, [Program.AmbiguousName])).Id);
        AssertBehaves(Program.Original, subject);
    }

    [Fact]
    public void One_bad_name_among_good_ones_refuses_all()
    {
        using var subject = Start();
        var patch = new Patch(Program.First.Patch, [Program.OneFunction, "NoFunctionHasThisName"]);
        Assert.Equal("HF3017", AssertRefused(subject, patch).Id);
        AssertBehaves(Program.Original, subject);
    }

    [Fact]
    public void Reverting_what_is_not_applied_is_refused()
    {
        using var subject = Start();
        Assert.Throws<RefusedException>(() => Revert(subject, null));
        Apply(subject, Program.First);
        Assert.Throws<RefusedException>(() => Revert(subject, new PatchId(7)));
        AssertBehaves(Program.First, subject);
    }

    private Diagnostic AssertRefused(SubjectProcess subject, Patch patch)
    {
        using var session = Engine.Attach(subject.Target);
        var plan = session.Plan(patch);
        Assert.True(plan.IsRefused);
        var thrown = Assert.Throws<RefusedException>(() => session.Apply(plan, null, CancellationToken.None));
        var refusal = Assert.Single(thrown.Diagnostics, d => d.Severity == Severity.Refusal);
        Assert.Matches(@"^HF\d{4}$", refusal.Id);
        Assert.NotEmpty(refusal.What);
        Assert.NotEmpty(refusal.Why);
        Assert.NotEmpty(refusal.Remedy);
        return refusal;
    }
}
