using System.Globalization;

using Hotfixing.Go;
using Hotfixing.Go.Build;
using Hotfixing.Go.Inspect;
using Hotfixing.GoPrograms;

namespace Hotfixing.EndToEnd.GoStaging;

/// <summary>The running program of Subjects/Staging.go.</summary>
internal sealed class StagingProgram : IDisposable
{
    public const string Original = "5 6 5 7 6 true";
    public const string Patched = "105 206 305 407 6 true";

    private const string Assembly = """
        TEXT ·odd(SB),516,$0-0
        	JCXZQ done
        	ADDQ $1, AX
        	ADDQ $1, AX
        done:
        	RET

        """;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private readonly SubjectProcess process;

    public StagingProgram(string version, GoBuildOptions? options = null)
    {
        var program = GoProgram.Build(
            GoToolchain.Require(version),
            GoSources.OfMain(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Subjects", "Staging.go.txt")))
                .With("odd_amd64.s", Assembly)
                .With("hotfix.go", InitialiserRunner.Source(hasInitInCgoFiles: false)),
            options);
        process = SubjectProcess.StartThrough([program.Executable]);
    }

    public Target Target => process.Target;

    public string Values => process.Ask("values");

    /// <summary>How often the well-behaved initialiser has run.</summary>
    public string Initialised => process.Ask("initialised");

    public string Slot => process.Ask("slot");

    public IPatchSession Attach(GoPlanner planner) => new GoPatchSession(GoProcess.Read(Target), planner);

    public AppliedPatch Apply(GoPlanner planner)
    {
        using var session = Attach(planner);
        return session.Apply(session.Plan(new Patch("/made/by/hand", [])), null, CancellationToken.None);
    }

    public RevertedPatch Revert(int? id = null)
    {
        using var session = new GoEngine().Attach(Target);
        return session.Revert(id is { } number ? new PatchId(number) : null);
    }

    public IReadOnlyList<AppliedPatch> List()
    {
        using var session = new GoEngine().Attach(Target);
        return session.List();
    }

    /// <summary>Sees that every goroutine goes on, and has met no result that is neither old nor new.</summary>
    public void AssertIsWell()
    {
        var before = Count();
        Assert.True(SpinWait.SpinUntil(() => Count() > before, Deadline), "the goroutines stand still");
        Assert.Equal("1", process.Ask("collect"));
        Assert.Equal("0", process.Ask("bad"));
    }

    public void Dispose() => process.Dispose();

    private long Count() => long.Parse(process.Ask("count"), CultureInfo.InvariantCulture);
}
