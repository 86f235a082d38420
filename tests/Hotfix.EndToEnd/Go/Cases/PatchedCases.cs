using Hotfixing.Go;
using Hotfixing.GoPrograms;

namespace Hotfixing.EndToEnd.Go.Cases;

/// <summary>
/// The program of Subjects/Cases, built by one version of Go in one way: patched twice, taken to the first patch again, reverted, patched once
/// more, and ended by a panic. Goroutines wait inside replaced functions across every change.
/// </summary>
/// <param name="version">The version of Go.</param>
/// <param name="options">How it is built; with C code if that is allowed.</param>
public abstract class PatchedCases(string version, GoBuildOptions? options = null) : IDisposable
{
    private const string Load = "stress 700";

    private readonly GoBuildOptions options = options ?? new GoBuildOptions();
    private readonly string errors = Path.GetTempFileName();
    private readonly List<CaseAnswers> answers = [];
    private readonly List<CaseAnswers.Opened> opened = [];
    private readonly List<string> loads = [];
    private Exception? failure;
    private bool hasRun;

    internal IReadOnlyList<CaseAnswers> Answers => answers;

    internal IReadOnlyList<CaseAnswers.Opened> Ends => opened;

    /// <summary>What each run of all cases at once found.</summary>
    internal IReadOnlyList<string> Loads => loads;

    /// <summary>What the runtime printed when the program panicked at last.</summary>
    internal string Traceback { get; private set; } = "";

    internal bool HasC => options.Cgo;

    /// <summary>Does all of it, the first time it is called.</summary>
    internal void Run()
    {
        var toolchain = GoToolchain.Require(version);
        if (!hasRun)
        {
            hasRun = true;
            failure = Record.Exception(() => Run(toolchain));
        }

        if (failure is not null)
        {
            throw new InvalidOperationException($"{failure.Message}\n{File.ReadAllText(errors)}", failure);
        }
    }

    public void Dispose()
    {
        File.Delete(errors);
        GC.SuppressFinalize(this);
    }

    private void Run(GoToolchain toolchain)
    {
        var program = GoProgram.Build(toolchain, CaseEdition.Original.Sources(HasC), options);
        var (first, second) = (GoProgram.Write(CaseEdition.First.Sources(HasC)), GoProgram.Write(CaseEdition.Second.Sources(HasC)));
        using var subject = SubjectProcess.StartThrough(["sh", "-c", "exec \"$0\" 2>\"$1\"", program.Executable, errors]);
        Ask(subject, CaseEdition.Original, program.Folder);
        Change(subject, CaseEdition.First, first, s => Apply(s, first));
        Change(subject, CaseEdition.Second, second, s => Apply(s, second));
        Change(subject, CaseEdition.First, first, s => Apply(s, first));
        Change(subject, CaseEdition.Original, program.Folder, s => Assert.Equal(3, s.Revert(new PatchId(1)).Ids.Count));
        Change(subject, CaseEdition.Second, second, s => Apply(s, second));
        Assert.Throws<EndOfStreamException>(() => subject.Ask("crash"));
        Traceback = File.ReadAllText(errors);
    }

    private static void Apply(IPatchSession session, string folder)
    {
        var plan = session.Plan(new Patch(folder, []));
        Assert.False(plan.IsRefused, string.Join('\n', plan.Diagnostics));
        session.Apply(plan, null, CancellationToken.None);
    }

    private void Change(SubjectProcess subject, CaseEdition edition, string folder, Action<IPatchSession> change)
    {
        Assert.Equal("parked", subject.Ask("park"));
        using (var session = new GoEngine().Attach(subject.Target))
        {
            change(session);
        }

        var was = answers[^1].Edition;
        Ask(subject, edition, folder);
        opened.Add(new(was, edition, subject.Ask("open").Split('\t').Select(l => l.Split('=', 2)).ToLookup(p => p[0], p => p[^1])));
        loads.Add(subject.Ask(Load));
    }

    private void Ask(SubjectProcess subject, CaseEdition edition, string folder) => answers.Add(
        new(edition, folder, subject.Ask("values").Split('\t').Select(l => l.Split('=', 2)).ToDictionary(p => p[0], p => p[1])));
}
