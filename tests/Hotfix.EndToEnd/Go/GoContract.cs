using Hotfixing.EndToEnd.Contract;
using Hotfixing.Go;
using Hotfixing.GoPrograms;

namespace Hotfixing.EndToEnd.Go;

/// <summary>The contract on a plain Go program, built by one version of Go. A patch is the folder of its edited sources.</summary>
public abstract class GoContract(string version) : PatchingContract
{
    protected override IEngine Engine { get; } = new GoEngine();

    protected override ProgramUnderPatch Program
    {
        get
        {
            var original = GoProgram.Build(GoToolchain.Require(version), Sources(10));
            return new()
            {
                Command = [original.Executable],
                Original = new Edition(original.Folder, Behaviour(10, 10)),
                First = new Edition(GoProgram.Write(Sources(12)), Behaviour(12, 12)),
                Second = new Edition(GoProgram.Write(Sources(14)), Behaviour(14, 14)),
                OneFunction = "main.(*shop).Instance",
                OneFunctionBehaviour = Behaviour(10, 12),
                AmbiguousName = "Twice",
                Refused = GoProgram.Write(Sources(12, "added int")),
            };
        }
    }

    [Theory]
    [InlineData(10)]
    [InlineData(12)]
    [InlineData(14)]
    public void The_program_itself_behaves_as_each_edition_says(int value)
    {
        using var subject = SubjectProcess.StartThrough([GoProgram.Build(GoToolchain.Require(version), Sources(value)).Executable]);
        Assert.Equal(Behaviour(value, value), subject.Ask("values"));
        Assert.Equal("hammering", subject.Ask("hammer"));
        Assert.True(SpinWait.SpinUntil(() => long.Parse(subject.Ask("calls")) > 1000, Deadline), "the goroutines do not begin");
        Assert.Equal("0", subject.Ask("wrong"));
    }

    private static GoSources Sources(int value, string member = "") =>
        GoSources.OfMain(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Subjects", "Contract.go.txt"))).Replace("VALUE", $"{value}").Replace("MEMBER", member);

    private static string Behaviour(int value, int instance) =>
        $"static={value} instance={instance} private={value} promoted={value} generic={value},{value} interface={value} inlined={value} "
        + $"bound={value} closure={value} kept={value} deferred={value} goroutine={value} switched={value} struct={value} "
        + $"twice={value},{value} whole={value}";
}
