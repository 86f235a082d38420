using System.Diagnostics;

namespace Hotfixing.EndToEnd.Contract;

/// <summary>Targets and tools that end at any moment, and operators who take over.</summary>
public abstract partial class PatchingContract
{
    [Fact]
    public void A_target_that_ended_is_said_to_have_ended()
    {
        using var subject = Start();
        using var session = Engine.Attach(subject.Target);
        Apply(subject, Program.First);
        subject.End();
        Assert.Throws<TargetExitedException>(() => session.Plan(new Patch(Program.First.Patch, [])));
        Assert.Throws<TargetExitedException>(() => session.List());
        Assert.Throws<TargetExitedException>(() => session.Revert(null));
        Assert.Throws<TargetExitedException>(() => Engine.Attach(subject.Target));
    }

    [Fact]
    public void A_target_that_ends_between_plan_and_apply_is_said_to_have_ended()
    {
        using var subject = Start();
        using var session = Engine.Attach(subject.Target);
        var plan = session.Plan(new Patch(Program.First.Patch, []));
        subject.End();
        Assert.Throws<TargetExitedException>(() => session.Apply(plan, null, CancellationToken.None));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(15)]
    [InlineData(30)]
    [InlineData(60)]
    [InlineData(90)]
    [InlineData(140)]
    [InlineData(250)]
    public async Task A_target_that_ends_while_a_patch_is_applied_never_hangs_its_operator(int milliseconds)
    {
        using var subject = Start();
        using var session = Engine.Attach(subject.Target);
        var plan = session.Plan(new Patch(Program.First.Patch, []));
        using var begins = new ManualResetEventSlim();
        var applying = Task.Run(() =>
        {
            begins.Set();
            return Record.Exception(() => session.Apply(plan, null, CancellationToken.None));
        });
        begins.Wait(Deadline);
        await Task.Delay(milliseconds);
        subject.End();

        var thrown = await applying.WaitAsync(Deadline);
        Assert.True(thrown is null or TargetExitedException or ApplyFailedException, $"{thrown}");
        Assert.Throws<TargetExitedException>(() => session.List());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task A_tool_that_is_killed_leaves_old_or_new_behaviour_and_the_next_one_works(int sixth)
    {
        var whole = await MeasureApply();
        using var subject = Start();

        // The first time it attaches, the second time it finds what the first left.
        for (var round = 0; round < 2; round++)
        {
            using (var tool = HotfixCommand.Start("apply", $"{subject.Target.ProcessId}", Program.First.Patch, "--yes"))
            {
                await Task.Delay(whole * (sixth + (round * 0.5)) / 6);
                tool.Kill();
            }

            Assert.True(
                SpinWait.SpinUntil(() => Behaves(Program.Original, subject) || Behaves(Program.First, subject), Deadline),
                $"neither old nor new: {subject.Ask("values")}");
            foreach (var _ in List(subject))
            {
                AssertBehaves(Program.First, subject);
            }

            Apply(subject, Program.Second);
            AssertBehaves(Program.Second, subject);
            Revert(subject, List(subject)[0].Id);
            AssertBehaves(Program.Original, subject);
        }
    }

    [Fact]
    public void A_second_operator_lists_and_reverts_what_the_first_applied()
    {
        using var subject = Start();
        using var first = Engine.Attach(subject.Target);
        using var second = Engine.Attach(subject.Target);
        var applied = first.Apply(first.Plan(new Patch(Program.First.Patch, [])), null, CancellationToken.None);
        var listed = Assert.Single(second.List());
        Assert.Equal(applied.Id, listed.Id);
        Assert.Equal(applied.Source, listed.Source);
        Assert.Equal(Environment.UserName, listed.AppliedBy);
        Assert.Equal(applied.Replacements.Select(r => r.Function), listed.Replacements.Select(r => r.Function));
        second.Revert(listed.Id);
        AssertBehaves(Program.Original, subject);
        Assert.Empty(first.List());
    }

    [Fact]
    public void A_second_operator_in_another_process_lists_and_reverts_what_the_first_applied()
    {
        using var subject = Start();
        Apply(subject, Program.First);
        var list = HotfixCommand.Run("list", $"{subject.Target.ProcessId}", "--json").Succeeds();
        Assert.Contains(Program.OneFunction, list);
        HotfixCommand.Run("revert", $"{subject.Target.ProcessId}").Succeeds();
        AssertBehaves(Program.Original, subject);

        HotfixCommand.Run("apply", $"{subject.Target.ProcessId}", Program.First.Patch, "--yes").Succeeds();
        AssertBehaves(Program.First, subject);
        Revert(subject, Assert.Single(List(subject)).Id);
        AssertBehaves(Program.Original, subject);
    }

    /// <summary>How long one run of the tool takes on this machine now.</summary>
    private async Task<TimeSpan> MeasureApply()
    {
        using var subject = Start();
        var watch = Stopwatch.StartNew();
        await Task.Run(() => HotfixCommand.Run("apply", $"{subject.Target.ProcessId}", Program.First.Patch, "--yes").Succeeds()).WaitAsync(Deadline);
        return watch.Elapsed;
    }

    private static bool Behaves(Edition edition, SubjectProcess subject) => subject.Ask("values") == edition.Behaviour;
}
