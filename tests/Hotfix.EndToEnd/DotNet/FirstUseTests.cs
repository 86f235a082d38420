using Hotfixing.DotNet;

namespace Hotfixing.EndToEnd.DotNet;

/// <summary>A program whose changed code has not run yet when it is patched.</summary>
public sealed class FirstUseTests
{
    private static readonly string s_original = SubjectProgram.Build("FirstUse.cs.txt", "FirstUse", "v0", "VALUE=old");
    private static readonly string s_edited = SubjectProgram.Build("FirstUse.cs.txt", "FirstUse", "v1", "VALUE=new");

    [Fact]
    public void Iterators_and_virtual_methods_of_types_that_were_never_used_are_compiled_at_once_and_take_effect_at_their_first_call()
    {
        using var subject = SubjectProcess.Start(s_original);
        using var session = new DotNetEngine().Attach(subject.Target);
        var applied = session.Apply(session.Plan(new Patch(s_edited, [])), null, CancellationToken.None);
        string[] virtually = ["Circle.Describe()", "Circle.Name()", "Circle.Parts()", "Circle.Lambda()", "Dot.ToString()"];
        Assert.All(virtually, name => Assert.Equal("compiled", Assert.Single(applied.Replacements, r => r.Function == name).Effect));
        Assert.Equal(Values("new"), subject.Ask("values"));
        session.Revert(null);
        Assert.Equal(Values("old"), subject.Ask("values"));
    }

    private static string Values(string word) => $"{word}{word} {word}{word} {word}+{word} {word}{word} {word} {word}1";
}
