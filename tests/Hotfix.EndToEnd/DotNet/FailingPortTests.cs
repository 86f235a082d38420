using Hotfixing.DotNet.Protocol;
using Hotfixing.DotNet.Stage;

namespace Hotfixing.EndToEnd.DotNet;

/// <summary>
/// A diagnostics port and an agent that fail at every point of a request. Only where it is certain that the agent did not begin may
/// the target be called unchanged.
/// </summary>
public sealed class FailingPortTests : IDisposable
{
    private static readonly string Program = SubjectProgram.Build("FakeRuntime.cs.txt", "FakeRuntime", "v0");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("hotfix-test-");
    private readonly SubjectProcess subject;

    public FailingPortTests() =>
        subject = SubjectProcess.Start(Program, ("TMPDIR", folder.FullName), ("DOTNET_EnableDiagnostics", "0"));

    public void Dispose()
    {
        subject.Dispose();
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("fails at the first call", "HF1218")]
    [InlineData("hangs up at the first call", "HF1218")]
    [InlineData("does not know the command", "HF1205")]
    [InlineData("hangs up", "HF1207")]
    public void Before_the_agent_begins_a_failure_is_a_refusal(string scenario, string id)
    {
        subject.Ask(scenario);
        Assert.Equal(id, AgentTests.Refusal(() => Send(AgentCommand.Apply)));
        AssertTakenBack();
    }

    [Fact]
    public void Before_the_agent_begins_silence_leaves_the_target_unchanged()
    {
        subject.Ask("does not answer");
        Assert.Equal(TargetState.Unchanged, Assert.Throws<ApplyFailedException>(() => Send(AgentCommand.Apply)).TargetState);
        AssertTakenBack();
    }

    [Theory]
    [InlineData("begins and hangs up")]
    [InlineData("begins and fails")]
    [InlineData("begins and does not answer")]
    [InlineData("begins and leaves no response")]
    [InlineData("begins and leaves half a response")]
    [InlineData("begins and leaves half a refusal")]
    [InlineData("begins and leaves nonsense")]
    [InlineData("begins and leaves a folder")]
    public void Once_the_agent_has_begun_the_state_is_unknown(string scenario)
    {
        subject.Ask(scenario);
        Assert.Equal(TargetState.Unknown, Assert.Throws<ApplyFailedException>(() => Send(AgentCommand.Apply)).TargetState);
        Assert.Equal(TargetState.Unknown, Assert.Throws<ApplyFailedException>(() => Send(AgentCommand.Revert)).TargetState);
        Assert.Equal(TargetState.Unchanged, Assert.Throws<ApplyFailedException>(() => Send(AgentCommand.List)).TargetState);
    }

    [Fact]
    public void A_response_counts_even_if_the_runtime_has_hung_up()
    {
        subject.Ask("begins, hangs up and responds later");
        Assert.Empty(Send(AgentCommand.List));
    }

    [Fact]
    public void A_target_that_ends_after_the_agent_has_begun_has_ended()
    {
        subject.Ask("begins and ends");
        Assert.Throws<TargetExitedException>(() => Send(AgentCommand.Apply));
    }

    private PatchRecord[] Send(AgentCommand command)
    {
        using var connection = AgentConnection.Open(subject.Target, Patience);
        return connection.Send(command, _ => { }, PatchRecord.ReadList);
    }

    private void AssertTakenBack() => Assert.Empty(folder.EnumerateFiles(AgentProtocol.RequestFile, SearchOption.AllDirectories));
}
