using Hotfixing.DotNet;
using Hotfixing.DotNet.Protocol;
using Hotfixing.DotNet.Stage;
using Hotfixing.DotNet.Switch;

namespace Hotfixing.EndToEnd.DotNet;

/// <summary>The agent in a plain .NET process, driven by hand-made patches.</summary>
public sealed class AgentTests
{
    private static readonly string Original = Constants.Original;
    private static readonly string First = Constants.First;
    private static readonly string Second = Constants.Second;

    [Fact]
    public void Methods_of_every_kind_get_their_new_body_and_lose_it_again()
    {
        using var subject = SubjectProcess.Start(Original);
        Assert.Equal(Constants.AllOf(10), subject.Ask("values"));

        var applied = Apply(subject, HandMadePatch.Between(Original, First));
        Assert.Equal(Constants.AllOf(12), subject.Ask("values"));
        Assert.Equal(1, applied.Id);
        Assert.Equal(["Static", "Instance", "Generic", "Small", "Virtual"], applied.Functions.Select(f => f.Function));
        Assert.All(applied.Functions, f => Assert.Equal(FunctionEffect.Compiled, f.Effect));
        Assert.Equal(0, applied.Suspended);

        var reverted = Session(subject).Revert(null);
        Assert.Equal(Constants.AllOf(10), subject.Ask("values"));
        Assert.Equal([1], reverted.Ids);
        Assert.Equal(5, reverted.Functions.Length);
        Assert.Equal(0, reverted.Suspended);
        Assert.Empty(Session(subject).List());
    }

    [Fact]
    public void Versions_stack_and_unstack_exactly()
    {
        using var subject = SubjectProcess.Start(Original);
        Apply(subject, HandMadePatch.Between(Original, First));
        Apply(subject, HandMadePatch.Between(Original, Second));
        Assert.Equal(Constants.AllOf(14), subject.Ask("values"));
        Assert.All(Session(subject).List()[0].Functions, f => Assert.Equal(FunctionEffect.Superseded, f.Effect));

        Session(subject).Revert(2);
        Assert.Equal(Constants.AllOf(12), subject.Ask("values"));
        Assert.All(Session(subject).List()[0].Functions, f => Assert.Equal(FunctionEffect.Compiled, f.Effect));

        Apply(subject, HandMadePatch.Between(Original, Second));
        Apply(subject, HandMadePatch.Between(Original, First));
        Assert.Equal(Constants.AllOf(12), subject.Ask("values"));
        Assert.Equal([1, 3, 4], Session(subject).List().Select(p => p.Id));

        Assert.Equal([4, 3, 1], Session(subject).Revert(1).Ids);
        Assert.Equal(Constants.AllOf(10), subject.Ask("values"));

        Apply(subject, HandMadePatch.Between(Original, First));
        Assert.Equal(Constants.AllOf(12), subject.Ask("values"));
        Assert.Equal(5, Assert.Single(Session(subject).List()).Id);
    }

    [Fact]
    public void A_limited_patch_is_laid_over_what_is_there_and_a_complete_one_replaces_it()
    {
        using var subject = SubjectProcess.Start(Original);
        Apply(subject, HandMadePatch.Between(Original, First, isComplete: false, "Static", "Small"));
        Assert.Equal("static=12 instance=10 generic=10,10,10 inlined=12 virtual=10", subject.Ask("values"));

        Apply(subject, HandMadePatch.Between(Original, Second, isComplete: false, "Instance"));
        Assert.Equal("static=12 instance=14 generic=10,10,10 inlined=12 virtual=10", subject.Ask("values"));

        var complete = Apply(subject, HandMadePatch.Between(Original, Second, isComplete: true, "Virtual"));
        Assert.Equal("static=10 instance=10 generic=10,10,10 inlined=10 virtual=14", subject.Ask("values"));
        Assert.Equal(["Instance", "Small", "Static", "Virtual"], complete.Functions.Select(f => f.Function).Order());

        Session(subject).Revert(3);
        Assert.Equal("static=12 instance=14 generic=10,10,10 inlined=12 virtual=10", subject.Ask("values"));
        Session(subject).Revert(1);
        Assert.Equal(Constants.AllOf(10), subject.Ask("values"));
    }

    [Fact]
    public void A_body_that_cannot_be_compiled_is_taken_back_and_the_target_lives()
    {
        using var subject = SubjectProcess.Start(Original);
        Apply(subject, HandMadePatch.Between(Original, First));

        // add; ret: on an empty stack.
        var broken = HandMadePatch.Of(Original, "Static", HandMadePatch.Tiny(0x58, 0x2A), []);
        var failure = Assert.Throws<ApplyFailedException>(() => Apply(subject, broken));

        Assert.Equal(TargetState.Restored, failure.TargetState);
        Assert.Equal(Constants.AllOf(12), subject.Ask("values"));
        Assert.Equal(1, Assert.Single(Session(subject).List()).Id);
        Session(subject).Revert(null);
        Assert.Equal(Constants.AllOf(10), subject.Ask("values"));
        Assert.Equal(TargetState.Restored, Assert.Throws<ApplyFailedException>(() => Apply(subject, broken)).TargetState);
        Assert.Equal(Constants.AllOf(10), subject.Ask("values"));
    }

    [Fact]
    public void A_patch_made_against_another_body_is_refused()
    {
        using var subject = SubjectProcess.Start(Original);
        var message = HandMadePatch.Between(First, Second, isComplete: true);
        var wrong = HandMadePatch.ForModule(message, HandMadePatch.Mvid(Original));

        Assert.Equal("HF1214", Refusal(() => Apply(subject, wrong)));
        Assert.Equal(Constants.AllOf(10), subject.Ask("values"));
        Assert.Equal("HF1212", Refusal(() => Apply(subject, message)));
        Assert.Equal("HF1216", Refusal(() => Session(subject).Revert(7)));
    }

    [Fact]
    public void What_one_operator_applied_another_lists_and_reverts()
    {
        using var subject = SubjectProcess.Start(Original);
        Assert.Empty(Session(subject).List());
        Apply(subject, HandMadePatch.Between(Original, First));

        var listed = Assert.Single(Session(subject).List());
        Assert.Equal(First, listed.Source);
        Assert.Equal("tester", listed.AppliedBy);
        Assert.Equal([1, 2, 3], listed.Registry);
        Assert.Equal(1, Assert.Single(Session(subject).Revert(1).Ids));
    }

    [Fact]
    public void Operators_at_the_same_time_take_turns()
    {
        using var subject = SubjectProcess.Start(Original);
        Parallel.For(0, 4, i => Apply(subject, HandMadePatch.Between(Original, i % 2 == 0 ? First : Second)));
        Assert.Equal([1, 2, 3, 4], Session(subject).List().Select(p => p.Id));
    }

    [Fact]
    public void Who_waits_too_long_for_another_operator_is_refused_HF1211()
    {
        using var subject = SubjectProcess.Start(Original);
        var patch = HandMadePatch.Between(Original, First);
        using (AgentConnection.Open(subject.Target))
        {
            var hurried = new AgentSession(subject.Target, TimeSpan.FromMilliseconds(300));
            Assert.Equal("HF1211", Refusal(() => hurried.Apply(patch, null, CancellationToken.None)));
            Assert.Equal(Constants.AllOf(10), subject.Ask("values"));
        }

        Apply(subject, patch);
        Assert.Equal(Constants.AllOf(12), subject.Ask("values"));
    }

    [Fact]
    public void Different_builds_of_one_assembly_in_one_process_are_refused_HF3020()
    {
        using var subject = SubjectProcess.Start(Original);
        Assert.Equal("14", subject.Ask($"load {Second}"));
        using var session = new DotNetEngine().Attach(subject.Target);
        foreach (var path in (string[])[First, Path.GetDirectoryName(First)!, Second, Original])
        {
            var plan = session.Plan(new Patch(path, []));
            Assert.Equal("HF3020", Assert.Single(plan.Diagnostics, d => d.Severity == Severity.Refusal).Id);
        }

        Assert.Equal(Constants.AllOf(10), subject.Ask("values"));
    }

    [Fact]
    public void A_function_a_later_patch_gave_back_does_not_go_back_once_more()
    {
        var text = SubjectProgram.Build("Constants.cs.txt", "Constants", "text", "VALUE=10", "\"unchanged\"=\"changed\"");
        using var subject = SubjectProcess.Start(Original);
        using var session = new DotNetEngine().Attach(subject.Target);
        session.Apply(session.Plan(new Patch(text, [])), null, CancellationToken.None);
        Assert.Equal("changed", subject.Ask("text"));
        session.Apply(session.Plan(new Patch(First, [])), null, CancellationToken.None);
        Assert.Equal("unchanged", subject.Ask("text"));

        var listed = session.List();
        Assert.Equal("superseded", Assert.Single(listed[0].Replacements).Effect);
        Assert.Equal("Subject.Text()", Assert.Single(listed[1].Replacements, r => r.Effect == "original").Function);
        var back = session.Plan(new Patch(Original, []));
        Assert.Equal(5, back.Replacements.Count);
        Assert.DoesNotContain(back.Replacements, r => r.Function == "Subject.Text()");

        session.Revert(new PatchId(2));
        Assert.Equal("changed", subject.Ask("text"));
        Assert.Equal("compiled", Assert.Single(session.List()[0].Replacements).Effect);
    }

    [Fact]
    public void New_references_and_a_new_assembly_work()
    {
        using var subject = SubjectProcess.Start(Original);
        var message = AdditionPatch.Make(Original);
        Apply(subject, message);
        Assert.Equal("twicetwice", subject.Ask("text"));
        Apply(subject, message);
        Assert.Equal("twicetwice", subject.Ask("text"));
        Session(subject).Revert(1);
        Assert.Equal("unchanged", subject.Ask("text"));
    }

    [Fact]
    public void Every_copy_of_a_module_is_patched_and_a_collectible_one_is_refused()
    {
        using var subject = SubjectProcess.Start(Original);
        Assert.Equal("10", subject.Ask("load-copy"));
        Apply(subject, HandMadePatch.Between(Original, First));
        Assert.Equal("12", subject.Ask("copy"));
        Assert.Equal(Constants.AllOf(12), subject.Ask("values"));
        Session(subject).Revert(null);
        Assert.Equal("10", subject.Ask("copy"));

        subject.Ask("load-collectible");
        var handshake = Session(subject).Handshake([HandMadePatch.Mvid(Original)]);
        Assert.Equal((3, 1), (handshake.Modules[0].Copies, handshake.Modules[0].Collectible));
        Assert.Equal("HF1213", Refusal(() => Apply(subject, HandMadePatch.Between(Original, First))));
    }

    internal static AgentSession Session(SubjectProcess subject) => new(subject.Target);

    internal static PatchRecord Apply(SubjectProcess subject, PatchMessage message) =>
        Session(subject).Apply(message, null, CancellationToken.None);

    internal static string Refusal(Action action) => Assert.Single(Assert.Throws<RefusedException>(action).Diagnostics).Id;
}
