using Hotfixing.Go;
using Hotfixing.GoPrograms;

namespace Hotfixing.EndToEnd.Go;

/// <summary>Programs that execute another one, or themselves again: process id and start time stay, and what was found out is worth nothing.</summary>
public class ProgramsThatExecute
{
    public static TheoryData<string> Versions => GoToolchain.Versions;

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_plan_is_not_applied_to_the_program_that_is_executed_after_it(string version)
    {
        var toolchain = GoToolchain.Require(version);
        var program = GoProgram.Build(toolchain, Sources("apples", "apples"));
        var next = GoProgram.Build(toolchain, Sources("zebras", "zebras"));
        using var subject = SubjectProcess.StartThrough([program.Executable]);
        Assert.Equal("apples: 10", subject.Ask("values"));

        using var session = new GoEngine().Attach(subject.Target);
        var plan = session.Plan(new Patch(GoProgram.Write(Sources("apples", "APPLES")), []));
        Assert.False(plan.IsRefused, string.Join("\n", plan.Diagnostics));
        Assert.Equal("ready", subject.Ask(next.Executable));

        IsAnotherProgram(() => session.Apply(plan, null, CancellationToken.None));
        IsAnotherProgram(() => session.Plan(plan.Patch));
        IsAnotherProgram(() => session.List());
        IsAnotherProgram(() => session.Revert(null));
        Assert.Equal("zebras: 10", subject.Ask("values"));
        using var other = new GoEngine().Attach(subject.Target);
        Assert.Empty(other.List());
    }

    [Fact]
    public void A_program_that_executes_itself_again_while_it_is_compared_is_said_to_have_done_so()
    {
        var program = GoProgram.Build(GoToolchain.Require("1.24"), Sources("apples", "apples"));
        using var subject = SubjectProcess.StartThrough([program.Executable]);
        using var session = new GoEngine().Attach(subject.Target);
        var patch = new Patch(GoProgram.Write(Sources("apples", "APPLES")), []);
        IsAnotherProgram(() => session.Plan(patch, new Interruption(() => Assert.Equal("ready", subject.Ask(program.Executable)))));
        Assert.Equal("apples: 10", subject.Ask("values"));
    }

    private static void IsAnotherProgram(Action action)
    {
        var refusal = Assert.Single(Assert.Throws<RefusedException>(action).Diagnostics);
        Assert.Equal("HF4210", refusal.Id);
        Assert.Contains("has executed another program", refusal.What, StringComparison.Ordinal);
    }

    private static GoSources Sources(string fruit, string name) => GoSources.OfMain(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Subjects", "Executing.go.txt")).Replace("FRUIT", fruit).Replace("NAME", name));

    /// <summary>Does something at the first report of progress.</summary>
    private sealed class Interruption(Action action) : IProgress<string>
    {
        private bool isDone;

        public void Report(string value)
        {
            if (!isDone)
            {
                isDone = true;
                action();
            }
        }
    }
}
