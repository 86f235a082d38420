using Hotfixing.DotNet;
using Microsoft.CodeAnalysis;

namespace Hotfixing.EndToEnd.DotNet.Edits;

/// <summary>Every kind of edit, each a patch of its own in a running process: it takes effect and is taken back, or it is refused by name.</summary>
public sealed class EditTable(EditHost host) : IClassFixture<EditHost>
{
    public static IEnumerable<TheoryDataRow<int, OptimizationLevel>> Rows() => EditPairs.All.SelectMany(
        pair => EditCompiler.Levels.Select(level => new TheoryDataRow<int, OptimizationLevel>(pair.Number, level)
        {
            TestDisplayName = pair.Title,
        }));

    [Theory]
    [MemberData(nameof(Rows))]
    public void An_edit_takes_effect_and_is_taken_back_or_is_refused_by_name(int number, OptimizationLevel level)
    {
        var pair = EditPairs.All[number];
        host.Load(pair, level);
        var rebuilt = EditCompiler.Compile(pair.After, pair, "v1", level);
        AssertAnswers(pair, 0);
        using var session = new DotNetEngine().Attach(host.Target);
        var plan = session.Plan(new Patch(rebuilt, []));
        AssertSays(pair, plan);
        if (pair.IsRefused)
        {
            Assert.Throws<RefusedException>(() => session.Apply(plan, null, CancellationToken.None));
            Assert.Empty(session.List());
            AssertAnswers(pair, 0);
            return;
        }

        Assert.False(plan.IsRefused);
        Assert.False(plan.IsEmpty);
        ApplyAndRevert(pair, session, plan);
    }

    private void ApplyAndRevert(EditPair pair, IPatchSession session, PatchPlan plan)
    {
        if (pair.Meanwhile is not null)
        {
            Assert.Equal("calling", host.Ask("call"));
        }

        string[] answers;
        session.Apply(plan, null, CancellationToken.None);
        try
        {
            AssertAnswers(pair, 1);
        }
        finally
        {
            session.Revert(null);
            answers = pair.Meanwhile is null ? [] : host.Ask("stop").Split('\t');
        }

        Assert.Empty(answers.Except(pair.Now).Except(pair.Meanwhile ?? []));
        AssertAnswers(pair, 2);
        Assert.Empty(session.List());
    }

    private void AssertAnswers(EditPair pair, int version) =>
        Assert.Equal(pair.Kept is null ? pair.Now[version] : $"{pair.Now[version]}\t{pair.Kept[version]}", host.Ask("ask"));

    /// <summary>HF2011 depends on what the process has loaded so far, unless the edit is about it.</summary>
    private static void AssertSays(EditPair pair, PatchPlan plan)
    {
        var said = plan.Diagnostics.Where(d => pair.Ids.Contains(d.Id) || (d.Severity > Severity.Note && d.Id != "HF2011"));
        Assert.Equal(Listed(pair.Ids), Listed(said.Select(d => d.Id)));
        Assert.Equal(pair.IsRefused, plan.IsRefused);
    }

    private static string Listed(IEnumerable<string> ids) => string.Join(", ", ids.Distinct().Order(StringComparer.Ordinal));
}
