using System.Diagnostics;

using Hotfixing.GoPrograms;

namespace Hotfixing.EndToEnd.Go;

/// <summary>samples/go, in every edition as it was built, and led from edition to edition while it runs.</summary>
public sealed class GoSamples
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData("", 0)]
    [InlineData("v1", 1)]
    [InlineData("v2", 2)]
    public void Hello_says_in_each_edition_what_the_demo_expects(string edition, int version)
    {
        using var hello = GoSample.Start("1.19", "hello", edition);
        Assert.Equal(Round(version, version == 2 ? 1 : 0, 1, 1), ReadRound(hello));
        Assert.Empty(hello.Finish());
    }

    [Theory]
    [MemberData(nameof(GoToolchain.Versions), MemberType = typeof(GoToolchain))]
    public void Hello_is_led_through_its_editions_and_back_and_keeps_its_values(string go)
    {
        using var hello = GoSample.Start(go, "hello");
        Assert.Equal(Round(0, 0, 1, 1), ReadRound(hello));
        Assert.Equal(Round(0, 0, 2, 2), AskRound(hello));

        var plan = HotfixCommand.Run("plan", hello.Id, GoSample.Folder("hello", "v1")).Succeeds();
        Assert.All(["data.TestAdd", "data.testPrivateFunc", "data.(*DataType).test", "main.describe", "main.show"], f => Assert.Contains(f, plan));
        Assert.Equal(Round(0, 0, 3, 3), AskRound(hello));

        HotfixCommand.Run("apply", hello.Id, GoSample.Folder("hello", "v1"), "--yes").Succeeds();
        Assert.Equal(Round(1, 0, 4, 4), AskRound(hello));
        Assert.Contains(": 5 functions replaced", HotfixCommand.Run("apply", hello.Id, GoSample.Folder("hello", "v2"), "--yes").Succeeds());
        Assert.Equal(Round(2, 1, 5, 14), AskRound(hello));
        Assert.Equal(Round(2, 2, 6, 114), AskRound(hello));
        HotfixCommand.Run("revert", hello.Id).Succeeds();
        Assert.Equal(Round(1, 0, 7, 214), AskRound(hello));
        HotfixCommand.Run("revert", hello.Id).Succeeds();
        Assert.Equal(Round(0, 0, 8, 224), AskRound(hello));
        Assert.Empty(hello.Finish());
    }

    [Theory]
    [InlineData("", @"\Av0 [1-9]\d* v1 0 inconsistent 0\z")]
    [InlineData("v1", @"\Av0 0 v1 [1-9]\d* inconsistent 0\z")]
    public void Thread_counts_what_its_goroutines_see(string edition, string expected)
    {
        using var sample = GoSample.Start("1.19", "thread", edition);
        Assert.Equal("hammering", sample.ReadLine());
        Assert.Matches(expected, AskUntil(sample, counts => counts != "v0 0 v1 0 inconsistent 0"));
        Assert.Empty(sample.Finish());
    }

    [Fact]
    public void Ten_goroutines_go_over_to_a_patched_function_and_back_and_see_nothing_in_between()
    {
        using var sample = GoSample.Start("1.24", "thread");
        Assert.Equal("hammering", sample.ReadLine());
        for (var round = 0; round < 3; round++)
        {
            HotfixCommand.Run("apply", sample.Id, GoSample.Folder("thread", "v1"), "--yes").Succeeds();
            Assert.EndsWith(" inconsistent 0", sample.Ask());
            Assert.Matches(@"\Av0 0 v1 [1-9]\d* inconsistent 0\z", AskUntil(sample, counts => counts.StartsWith("v0 0 v1 ", StringComparison.Ordinal)));
            HotfixCommand.Run("revert", sample.Id).Succeeds();
            Assert.EndsWith(" inconsistent 0", sample.Ask());
            Assert.Matches(@"\Av0 [1-9]\d* v1 0 inconsistent 0\z", AskUntil(sample, counts => counts.Contains(" v1 0 ", StringComparison.Ordinal)));
        }

        sample.Finish();
    }

    [Fact]
    public void A_program_patches_itself_and_goes_back()
    {
        using var sample = GoSample.Start(
            "1.24", "selfpatch", "", Path.Combine(AppContext.BaseDirectory, "Hotfix.Cli"), GoSample.Folder("selfpatch", "v1"));
        Assert.Equal(
            ["before: Helo world, greeting number 1", "after: Hello world, greeting number 2", "reverted: Helo world, greeting number 3"],
            sample.Finish().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    // Calls that run end where they began, and what is printed is counted since the last time.
    private static string AskUntil(GoSample sample, Predicate<string> isSettled)
    {
        var since = Stopwatch.StartNew();
        var counts = sample.Ask();
        while (!(isSettled(counts) && counts != "v0 0 v1 0 inconsistent 0") && since.Elapsed < Deadline)
        {
            Thread.Sleep(10);
            counts = sample.Ask();
        }

        return counts;
    }

    private static List<string> AskRound(GoSample hello) => [hello.Ask(), .. ReadRound(hello)];

    private static List<string> ReadRound(GoSample hello)
    {
        var lines = new List<string>();
        do
        {
            lines.Add(hello.ReadLine());
        }
        while (!lines[^1].StartsWith('-'));
        return lines;
    }

    private static List<string> Round(int version, int repaired, int round, int kept) =>
    [
        $"in testPrivateFunc v{version} &{{1235}}{(repaired > 0 ? $" repaired {repaired}" : "")}",
        $"main print data.DataType{{Str:\"p1\", A:{103 + 1000 * version}, B:{100 + round}}}",
        $"main print data.DataType{{Str:\"p1\", A:{kept}, B:1}}",
        $"in func (d *DataType) test(){(version > 0 ? $" v{version}" : "")}",
        $"in main.describe v{version} visit {round - 1} to p1",
        $"main print counter {100 + round} map[TestAdd:{round} TestHotfix:{round} test:{round} testPrivateFunc:{round}]",
        "--------------------------- done",
    ];
}
