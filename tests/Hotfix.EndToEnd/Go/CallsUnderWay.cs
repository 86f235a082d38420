using Hotfixing.Go;
using Hotfixing.GoPrograms;

namespace Hotfixing.EndToEnd.Go;

public class CallsUnderWay
{
    public static TheoryData<string> Versions => GoToolchain.Versions;

    [Theory]
    [MemberData(nameof(Versions))]
    public void The_plan_counts_the_calls_that_go_on_in_the_code_they_began_in(string version)
    {
        using var subject = Start(version);
        Assert.Empty(Remaining(subject, 3));
        subject.Ask("worker");
        subject.Ask("worker");
        subject.Ask("deep");
        var expected = new[] { "2 running calls of main.worker, until they return", "3 running calls of main.deep, until they return" };
        Assert.True(SpinWait.SpinUntil(() => Remaining(subject, 3).ToHashSet().SetEquals(expected), TimeSpan.FromSeconds(30)), string.Join("; ", Remaining(subject, 3)));
    }

    [Theory]
    [InlineData("1.19")]
    [InlineData("1.26")]
    public void Calls_in_the_code_of_an_earlier_patch_count_as_well(string version)
    {
        using var subject = Start(version);
        using (var session = new GoEngine().Attach(subject.Target))
        {
            session.Apply(session.Plan(new Patch(Edited(3), [])), null, CancellationToken.None);
        }

        Assert.Equal("3", subject.Ask("worker"));
        Assert.Equal(["a running call of main.worker, until it returns"], Remaining(subject, 4));
        Assert.Equal("6", subject.Ask("one"));
    }

    [Fact]
    public void A_goroutine_that_never_rests_counts_too()
    {
        using var subject = Start("1.24");
        subject.Ask("spin");
        Assert.Contains("a running call of main.spin, until it returns", Remaining(subject, 3));
    }

    private static SubjectProcess Start(string version) =>
        SubjectProcess.StartThrough([GoProgram.Build(GoToolchain.Require(version), Sources(2)).Executable]);

    private static IReadOnlyList<string> Remaining(SubjectProcess subject, int edition)
    {
        using var session = new GoEngine().Attach(subject.Target);
        var plan = session.Plan(new Patch(Edited(edition), []));
        Assert.Empty(plan.Diagnostics);
        return plan.Remaining;
    }

    private static string Edited(int edition) => GoProgram.Write(Sources(edition));

    private static GoSources Sources(int edition) =>
        GoSources.OfMain(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Subjects", "Waiting.go.txt"))).Replace("EDITION", $"{edition}");
}
