using Hotfixing.DotNet;

namespace Hotfixing.EndToEnd.DotNet;

/// <summary>What keeps its old code, or its old value, whatever is patched.</summary>
public sealed class OutOfReachTests : IDisposable
{
    private static readonly string s_original = SubjectProgram.Build("OutOfReach.cs.txt", "OutOfReach", "v0", "VALUE=old");
    private static readonly string s_edited = SubjectProgram.Build("OutOfReach.cs.txt", "OutOfReach", "v1", "VALUE=new");
    private static readonly string s_emitted = SubjectProgram.Build("Emitted.cs.txt", "Emitted", "v0");

    private readonly SubjectProcess subject = SubjectProcess.Start(s_original);

    public void Dispose() => subject.Dispose();

    [Fact]
    public void A_frame_that_runs_keeps_its_code_and_what_was_copied_into_it_until_it_returns()
    {
        Assert.Equal("old,old", subject.Ask("loop"));
        using var session = new DotNetEngine().Attach(subject.Target);
        Apply(session);
        Assert.Equal("old,old", subject.Ask("loop"));
        Assert.Equal("new,new", subject.Ask("leave"));
        session.Revert(null);

        // A function that is replaced is called, not copied: of that one the running loop loses the new code at once.
        Assert.Equal("new,old", subject.Ask("loop"));
        Assert.Equal("old,old", subject.Ask("leave"));
    }

    [Fact]
    public void A_dynamic_method_keeps_what_was_copied_into_it_and_the_plan_says_so_as_HF2011()
    {
        Assert.Equal("old", subject.Ask("dynamic"));
        using var session = new DotNetEngine().Attach(subject.Target);
        var plan = Apply(session);
        var warning = Assert.Single(plan.Diagnostics, d => d.Id == "HF2011");
        Assert.Equal(Severity.Warning, warning.Severity);
        Assert.Contains("Subject.Small()", warning.What);
        Assert.Equal("old", subject.Ask("dynamic"));
        Assert.Equal("new", subject.Ask("later"));
        session.Revert(null);
        Assert.Equal("old", subject.Ask("later"));
    }

    [Fact]
    public void A_module_made_at_run_time_is_never_taken_for_one_that_was_built()
    {
        Assert.Equal("emitted", subject.Ask("emitted"));
        using var session = new DotNetEngine().Attach(subject.Target);
        var plan = session.Plan(new Patch(s_emitted, []));
        Assert.Equal("HF3015", Assert.Single(plan.Diagnostics).Id);
        Assert.True(plan.IsRefused);
        Assert.Equal("emitted", subject.Ask("emitted"));
    }

    [Fact]
    public void A_static_field_that_was_given_its_value_keeps_it_and_the_plan_says_so_as_HF2001()
    {
        Assert.Equal("oldold", subject.Ask("initial"));
        using var session = new DotNetEngine().Attach(subject.Target);
        Assert.Contains(Apply(session).Diagnostics, d => d.Id == "HF2001");
        Assert.Equal("newold", subject.Ask("initial"));
        session.Revert(null);
        Assert.Equal("oldold", subject.Ask("initial"));
    }

    private static PatchPlan Apply(IPatchSession session)
    {
        var plan = session.Plan(new Patch(s_edited, []));
        session.Apply(plan, null, CancellationToken.None);
        return plan;
    }
}
