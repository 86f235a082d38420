using Hotfixing.DotNet;

namespace Hotfixing.EndToEnd.DotNet;

/// <summary>An assembly that is loaded into contexts of the program's own.</summary>
public sealed class LoadContextTests
{
    private static readonly string s_original = Build("v0", "old", "\"old\"");
    private static readonly string s_edited = Build("v1", "new", "\"new\"");

    /// <summary>Calls a method, and uses a static field, that only it has.</summary>
    private static readonly string s_adding = Build(
        "v2", "new", "Added()", "private static int s_calls; private static string Added() => \"added\" + ++s_calls;");

    private static readonly string s_oldAnswer = Answer("old", "old");

    [Fact]
    public void A_copy_in_a_context_of_its_own_is_patched_and_reverted()
    {
        using var subject = Start("custom");
        using var session = new DotNetEngine().Attach(subject.Target);
        Apply(session, s_edited);
        Assert.Equal(Answer("new", "new"), subject.Ask("values"));
        session.Revert(null);
        Assert.Equal(s_oldAnswer, subject.Ask("values"));
    }

    [Fact]
    public void All_copies_of_an_assembly_are_patched_and_reverted()
    {
        using var subject = Start("default", "custom", "custom");
        using var session = new DotNetEngine().Attach(subject.Target);
        Apply(session, s_edited);
        Assert.Equal(string.Join(' ', Enumerable.Repeat(Answer("new", "new"), 3)), subject.Ask("values"));
        session.Revert(null);
        Assert.Equal(string.Join(' ', Enumerable.Repeat(s_oldAnswer, 3)), subject.Ask("values"));
    }

    [Fact]
    public void Members_that_are_added_are_there_in_a_context_of_its_own()
    {
        using var subject = Start("custom");
        using var session = new DotNetEngine().Attach(subject.Target);
        Apply(session, s_adding);
        Assert.Equal(Answer("added1", "new"), subject.Ask("values"));
        Assert.Equal(Answer("added2", "new"), subject.Ask("values"));
        session.Revert(null);
        Assert.Equal(s_oldAnswer, subject.Ask("values"));
    }

    [Fact]
    public void A_copy_in_a_collectible_context_is_refused_as_HF1213()
    {
        using var subject = Start("default", "collectible");
        using var session = new DotNetEngine().Attach(subject.Target);
        Assert.Equal("HF1213", AgentTests.Refusal(() => Apply(session, s_edited)));
        Assert.Equal($"{s_oldAnswer} {s_oldAnswer}", subject.Ask("values"));
    }

    private static string Build(string variant, string value, string call, string member = "") =>
        SubjectProgram.Build("Contexts.cs.txt", "Contexts", variant, $"VALUE={value}", $"ADDED={call}", $"//MEMBER={member}");

    private static string Answer(string small, string names) => $"{small}{names}String{names}Int32";

    private static SubjectProcess Start(params string[] contexts)
    {
        var subject = SubjectProcess.Start(s_original);
        Assert.All(contexts, context => Assert.Equal(s_oldAnswer, subject.Ask(context)));
        return subject;
    }

    private static void Apply(IPatchSession session, string build) =>
        session.Apply(session.Plan(new Patch(build, [])), null, CancellationToken.None);
}
