using System.Text.Json;

using Hotfixing.Cli;

namespace Hotfixing.Tests.Cli;

public class TypingCommandsWrongly
{
    [Theory]
    [InlineData("abc")]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("+1")]
    [InlineData("1.0")]
    [InlineData("99999999999")]
    public void What_is_no_process_id_is_said_to_be_none(string text)
    {
        var shell = new Shell(new FakeEngine());
        Assert.Equal(ExitCode.Error, shell.Type("plan", text, "/build"));
        Assert.Equal($"hotfix: '{text}' is not a process id\n-> see: hotfix plan --help\n", shell.Error);
        Assert.Empty(shell.Out);
    }

    [Fact]
    public void A_process_that_is_not_there_is_an_error()
    {
        var shell = new Shell(new FakeEngine());
        Assert.Equal(ExitCode.Error, shell.Type("list", $"{int.MaxValue}"));
        Assert.Contains($"there is no process {int.MaxValue}", shell.Error);
    }

    [Fact]
    public void Its_own_process_is_refused_as_HF1001()
    {
        var shell = new Shell(new FakeEngine());
        Assert.Equal(ExitCode.Refused, shell.Type("apply", $"{Environment.ProcessId}", "/build"));
        Assert.StartsWith("HF1001 refused: ", shell.Error);
    }

    [Fact]
    public void A_process_no_engine_knows_is_refused_as_HF1002()
    {
        var shell = new Shell(new FakeEngine { Description = null });
        Assert.Equal(ExitCode.Refused, shell.Type("plan", "1", "/build"));
        Assert.StartsWith("HF1002 refused: ", shell.Error);
    }

    [Theory]
    [InlineData("plan")]
    [InlineData("apply")]
    public void A_process_of_another_user_is_refused_as_HF1003(string command)
    {
        var shell = new Shell(new FakeEngine { IsDenied = true });
        Assert.Equal(ExitCode.Refused, shell.Type(command, "1", "/build"));
        Assert.StartsWith("HF1003 refused: ", shell.Error);
    }

    [Theory]
    [InlineData("frobnicate")]
    [InlineData("plan")]
    [InlineData("plan", "1")]
    [InlineData("revert", "1", "x")]
    [InlineData("list", "1", "--frobnicate")]
    [InlineData("list", "1", "--log", "everything")]
    public void A_wrong_command_line_ends_with_1_and_a_hint(params string[] arguments)
    {
        var shell = new Shell(new FakeEngine());
        Assert.Equal(ExitCode.Error, shell.Type(arguments));
        Assert.Contains("-> see: hotfix", shell.Error);
        Assert.Contains(" --help", shell.Error);
    }

    [Theory]
    [InlineData(TargetState.Unchanged, "unchanged")]
    [InlineData(TargetState.Restored, "restored")]
    [InlineData(TargetState.Unknown, "unknown")]
    public void A_failed_change_says_in_which_state_the_target_is(TargetState state, string word)
    {
        var engine = new FakeEngine { Applying = () => throw new ApplyFailedException("it did not take", state) };
        var shell = new Shell(engine);
        Assert.Equal(ExitCode.Error, shell.Type("apply", "1", "/build", "--json"));
        using var document = JsonDocument.Parse(shell.Out);
        Assert.Equal(word, document.RootElement.GetProperty("error").GetProperty("targetState").GetString());
        Assert.Equal(1, document.RootElement.GetProperty("exitCode").GetInt32());
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public void Every_failure_has_its_exit_code_and_no_stack_trace(Exception exception, int exitCode, string kind)
    {
        var shell = new Shell(new FakeEngine { PlanMaker = _ => throw exception });
        Assert.Equal((ExitCode)exitCode, shell.Type("plan", "1", "/build"));
        Assert.DoesNotContain("   at ", shell.Error);
        Assert.Equal(kind, Failure.Of(exception).Kind);
    }

    public static TheoryData<Exception, int, string> Failures() => new()
    {
        { new RefusedException([TargetDiagnostics.OtherUser(default)]), 2, "refused" },
        { new TargetExitedException(default), 1, "targetExited" },
        { new AccessDeniedException("no"), 1, "accessDenied" },
        { new InvalidBinaryException("/build/x.dll", 3, "cut short"), 1, "invalidBinary" },
        { new OperationCanceledException(), 1, "interrupted" },
        { new InvalidOperationException("oh\nno"), 1, "unexpected" },
    };

    [Fact]
    public void The_details_of_a_fault_are_printed_when_asked_for()
    {
        var shell = new Shell(new FakeEngine { PlanMaker = _ => throw new InvalidOperationException("oh no") });
        Assert.Equal(ExitCode.Error, shell.Type("plan", "1", "/build", "--log", "debug"));
        Assert.Contains("   at ", shell.Error);
    }

    [Theory]
    [InlineData("plan", "x", "y")]
    [InlineData("plan")]
    [InlineData("frobnicate")]
    public void Errors_are_a_document_too(params string[] arguments)
    {
        var shell = new Shell(new FakeEngine());
        Assert.Equal(ExitCode.Error, shell.Type([.. arguments, "--json"]));
        using var document = JsonDocument.Parse(shell.Out);
        Assert.Equal("usage", document.RootElement.GetProperty("error").GetProperty("kind").GetString());
        Assert.Empty(shell.Error);
    }
}
