using Hotfixing.DotNet;

namespace Hotfixing.EndToEnd.DotNet;

/// <summary>What the new build answers when it is started is what the patched program must answer.</summary>
public sealed class RestartTests
{
    private const string Edition = "//EDITION=#define EDITION";

    [Fact]
    public void A_patched_program_answers_like_one_that_was_restarted()
    {
        var edited = SubjectProgram.Build("Restart.cs.txt", "Restart", "v1", Edition);
        using var subject = SubjectProcess.Start(SubjectProgram.Build("Restart.cs.txt", "Restart", "v0"));
        using var restarted = SubjectProcess.Start(edited);
        var before = subject.Ask("all");
        using var session = new DotNetEngine().Attach(subject.Target);
        session.Apply(session.Plan(new Patch(Path.GetDirectoryName(edited)!, [])), null, CancellationToken.None);
        Assert.Equal(restarted.Ask("all").Split('\t'), subject.Ask("all").Split('\t'));
        session.Revert(null);
        Assert.Equal(before, subject.Ask("all"));
    }
}
