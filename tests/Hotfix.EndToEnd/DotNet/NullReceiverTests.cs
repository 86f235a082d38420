using Hotfixing.DotNet;

namespace Hotfixing.EndToEnd.DotNet;

/// <summary>Added instance methods stand in the delta as static ones; calls on a null reference must fail as they always do.</summary>
public sealed class NullReceiverTests
{
    [Fact]
    public void An_added_method_called_on_null_throws_before_anything_of_it_runs()
    {
        var original = SubjectProgram.Build("NullReceiver.cs.txt", "NullReceiver", "v0");
        var edited = SubjectProgram.Build("NullReceiver.cs.txt", "NullReceiver", "v1", "//EDITION=#define EDITION");
        using var subject = SubjectProcess.Start(original);
        Assert.Equal(("old", "old"), (subject.Ask("object"), subject.Ask("null")));
        using var restarted = SubjectProcess.Start(edited);
        using var session = new DotNetEngine().Attach(subject.Target);
        session.Apply(session.Plan(new Patch(edited, [])), null, CancellationToken.None);

        const string Null = nameof(NullReferenceException);
        string[] onObject =
        [
            "7/", "5/", "1/argument;marks;", "filtered/finally;", "5/finally;", "3/", "threemore/", "2/later;", "True/each;",
            "String/", "StringInt324/", "3+2/",
        ];
        string[] onNull =
        [
            $"{Null}/", $"{Null}/", $"{Null}/argument;", $"{Null}/", $"{Null}/", $"{Null}/", $"{Null}/", $"{Null}/later;", $"{Null}/each;",
            $"{Null}/", $"{Null}/", "0+2/",
        ];
        foreach (var patchedOrRestarted in (SubjectProcess[])[subject, restarted])
        {
            Assert.Equal(onObject, patchedOrRestarted.Ask("object").Split('|'));
            Assert.Equal(onNull, patchedOrRestarted.Ask("null").Split('|'));
        }

        Assert.Equal("ArgumentException/", restarted.Ask("delegate"));
        Assert.Equal($"{Null}/made;", subject.Ask("delegate"));
        session.Revert(null);
        Assert.Equal(("old", "old"), (subject.Ask("object"), subject.Ask("null")));
    }
}
