namespace Hotfixing.EndToEnd.BadInput;

/// <summary>A program that is killed at any moment of a command: the command says so, and ends.</summary>
public sealed class EndingTargets
{
    [Theory]
    [InlineData("plan", 0)]
    [InlineData("plan", 100)]
    [InlineData("plan", 200)]
    [InlineData("plan", 300)]
    [InlineData("apply", 100)]
    [InlineData("apply", 200)]
    [InlineData("apply", 300)]
    [InlineData("apply", 400)]
    [InlineData("apply", 500)]
    [InlineData("apply", 600)]
    public async Task At_this_moment_in_milliseconds(string command, int moment)
    {
        using var subject = SubjectProcess.Start(Bakery.Original);
        var running = Task.Run(() => HotfixCommand.Run([command, $"{subject.Target.ProcessId}", Bakery.Rebuilt, .. Yes(command)]));
        await Task.Delay(moment);
        subject.End();
        var result = await running;
        if (result.ExitCode != 0)
        {
            var ended = result.Error.Contains("has ended", StringComparison.Ordinal) || result.Error.Contains("there is no process", StringComparison.Ordinal);
            Assert.True(ended && result.ExitCode == 1, $"{result}");
        }
    }

    private static string[] Yes(string command) => command == "apply" ? ["--yes"] : [];
}
