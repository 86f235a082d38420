using Hotfixing.DotNet.Protocol;
using Hotfixing.DotNet.Switch;

namespace Hotfixing.EndToEnd.DotNet;

/// <summary>The agent in a plain .NET process, driven by hand-made patches.</summary>
public sealed class AgentTests
{
    private static readonly string Original = SubjectProgram.Build("Constants.cs.txt", "Constants", "v0", "VALUE=10");
    private static readonly string First = SubjectProgram.Build("Constants.cs.txt", "Constants", "v1", "VALUE=12");

    [Fact]
    public void Methods_of_every_kind_get_their_new_body_and_lose_it_again()
    {
        using var subject = SubjectProcess.Start(Original);
        Assert.Equal(AllOf(10), subject.Ask("values"));

        var applied = Apply(subject, HandMadePatch.Between(Original, First));
        Assert.Equal(AllOf(12), subject.Ask("values"));
        Assert.Equal(1, applied.Id);
        Assert.Equal(["Static", "Instance", "Generic", "Small", "Virtual"], applied.Functions.Select(f => f.Function));

        var reverted = Session(subject).Revert(null);
        Assert.Equal(AllOf(10), subject.Ask("values"));
        Assert.Equal([1], reverted.Ids);
        Assert.Equal(5, reverted.Functions.Length);
        Assert.Empty(Session(subject).List());
    }

    private static AgentSession Session(SubjectProcess subject) => new(subject.Target);

    private static PatchRecord Apply(SubjectProcess subject, PatchMessage message) =>
        Session(subject).Apply(message, null, CancellationToken.None);

    private static string AllOf(int value) =>
        $"static={value} instance={value} generic={value},{value},{value} inlined={value} virtual={value}";
}
