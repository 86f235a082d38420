using System.Diagnostics;

using Hotfixing.Go;
using Hotfixing.Linux;

namespace Hotfixing.EndToEnd.GoBadInput;

/// <summary>The process that is named is none, or not one that can be patched by whoever asks.</summary>
public sealed class WrongGoProcesses
{
    [Fact]
    public void A_process_whose_id_another_one_has_now()
    {
        using var bakery = GoBakery.Start();
        var before = bakery.Target with { StartTime = bakery.Target.StartTime - 1 };
        var engine = new GoEngine();
        Assert.Throws<TargetExitedException>(() => engine.Recognize(before));
        Assert.Throws<TargetExitedException>(() => engine.Examine(before));
        Assert.Throws<TargetExitedException>(() => engine.Attach(before));
        bakery.IsUntouched();
    }

    [Theory]
    [InlineData("plan")]
    [InlineData("apply")]
    public void A_process_that_has_ended_and_is_not_waited_for(string command)
    {
        // The shell starts a child, and becomes a program that never asks for it.
        using var parent = Process.Start(new ProcessStartInfo("sh", ["-c", "sleep 0 & echo $!; exec sleep 60"]) { RedirectStandardOutput = true })!;
        try
        {
            var child = int.Parse(parent.StandardOutput.ReadLine()!);
            Assert.True(SpinWait.SpinUntil(() => ProcessStatus.TryRead(child) is { State: 'Z' }, TimeSpan.FromSeconds(20)));
            HotfixCommand.Run(command, $"{child}", GoBakery.Edited).Fails($"there is no process {child}");
        }
        finally
        {
            parent.Kill();
        }
    }

    [Fact]
    public void Its_own_process() => HotfixCommand.RunThrough(
        ["sh", "-c", "exec dotnet \"$0\" \"$1\" $$ \"$2\"", HotfixCommand.Assembly], "apply", GoBakery.Edited).IsRefused("HF1001");

    [Theory]
    [InlineData("plan")]
    [InlineData("apply")]
    public void A_thread_of_a_process(string command)
    {
        using var bakery = GoBakery.Start();
        var thread = ThreadIds.Of(bakery.Target).First(t => t.Outer != bakery.Target.ProcessId).Outer;
        HotfixCommand.Run(command, $"{thread}", GoBakery.Edited).Fails($"{thread} is a thread of process {bakery.ProcessId}; give the id of the process");
        bakery.IsUntouched();
    }

    [Fact]
    public void A_process_of_neither_runtime()
    {
        using var sleep = Process.Start("sleep", "60");
        try
        {
            var result = HotfixCommand.Run("apply", $"{sleep.Id}", GoBakery.Edited);
            result.IsRefused("HF1002");
            Assert.Contains("give the id of a .NET or Go program", result.Error);
            Assert.Equal("HF4201", Assert.Single(Assert.Throws<RefusedException>(() => new GoEngine().Attach(ProcessStatus.TryRead(sleep.Id)!.Target)).Diagnostics).Id);
            Assert.False(sleep.HasExited);
        }
        finally
        {
            sleep.Kill();
        }
    }

    [Theory]
    [InlineData("go1.18.4")]
    [InlineData("go1.27.0")]
    public void A_program_of_a_version_of_Go_that_is_not_known(string version)
    {
        using var bakery = GoBakery.StartAsOf(version);
        Refuse(bakery, "HF4310", $"the program was built with {version}", "Go 1.19 to 1.26");
    }

    [Theory]
    [InlineData("HF4209", "-ldflags=-w", "stripped of its debug information")]
    [InlineData("HF4209", "-ldflags=-s", "stripped of its debug information")]
    public void A_program_that_was_stripped(string id, string argument, string said)
    {
        using var bakery = GoBakery.Start(argument);
        Refuse(bakery, id, said);
    }

    [Fact]
    public void A_program_that_counts_its_coverage()
    {
        using var bakery = GoBakery.Start("-cover");
        Look(bakery, "HF4307");
        HotfixCommand.Run("apply", bakery.ProcessId, GoBakery.Edited).HasRefusedPlan("HF4307");
        bakery.IsUntouched();
    }

    [Fact]
    public void A_process_with_more_rights()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var bakery = GoBakery.Start();
        string[] lesser = ["setpriv", "--bounding-set=-sys_ptrace", "dotnet", HotfixCommand.Assembly];
        HotfixCommand.RunThrough(lesser, "doctor", bakery.ProcessId).IsRefused("HF1003");
        HotfixCommand.RunThrough(lesser, "apply", bakery.ProcessId, GoBakery.Edited).IsRefused("HF1003");
        bakery.IsUntouched();
    }

    [Fact]
    public void A_process_that_ends_between_attaching_and_planning()
    {
        using var bakery = GoBakery.Start();
        using var session = new GoEngine().Attach(bakery.Target);
        bakery.End();
        Assert.Throws<TargetExitedException>(() => session.Plan(new Patch(GoBakery.Edited, [])));
        Assert.Throws<TargetExitedException>(() => session.List());
        Assert.Throws<TargetExitedException>(() => session.Revert(null));
        Assert.Throws<TargetExitedException>(() => new GoEngine().Examine(bakery.Target));
    }

    [Theory]
    [InlineData("plan", 0)]
    [InlineData("plan", 200)]
    [InlineData("plan", 400)]
    [InlineData("plan", 800)]
    [InlineData("apply", 300)]
    [InlineData("apply", 500)]
    [InlineData("apply", 700)]
    [InlineData("apply", 900)]
    [InlineData("apply", 1100)]
    [InlineData("apply", 1300)]
    public async Task A_process_that_ends_at_this_moment_in_milliseconds(string command, int moment)
    {
        using var bakery = GoBakery.Start();
        var edited = GoBakery.Edited;
        var running = Task.Run(() => HotfixCommand.Run(command, bakery.ProcessId, edited));
        await Task.Delay(moment);
        bakery.End();
        var result = await running;
        if (result.ExitCode != 0)
        {
            var ended = result.Error.Contains("has ended", StringComparison.Ordinal) || result.Error.Contains("there is no process", StringComparison.Ordinal);
            Assert.True(ended && result.ExitCode == 1, $"{result}");
        }
    }

    private static void Refuse(GoBakery bakery, string id, params string[] said)
    {
        var result = HotfixCommand.Run("apply", bakery.ProcessId, GoBakery.Edited);
        result.IsRefused(id);
        Assert.All(said, s => Assert.Contains(s, result.Error));
        Look(bakery, id);
        bakery.IsUntouched();
    }

    private static void Look(GoBakery bakery, string id) => HotfixCommand.Run("doctor", bakery.ProcessId).HasRefusedPlan(id);
}
