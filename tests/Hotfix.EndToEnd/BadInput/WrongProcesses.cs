using System.Diagnostics;
using Hotfixing.DotNet;

namespace Hotfixing.EndToEnd.BadInput;

/// <summary>The process that is named is none, or not one that can be patched by whoever asks.</summary>
public sealed class WrongProcesses
{
    [Theory]
    [InlineData("plan")]
    [InlineData("apply")]
    public void A_process_that_has_ended(string command)
    {
        using var ended = Process.Start("true");
        ended.WaitForExit();
        HotfixCommand.Run(command, $"{ended.Id}", Bakery.Rebuilt).Fails($"there is no process {ended.Id}");
        var result = HotfixCommand.Run(command, $"{ended.Id}", Bakery.Rebuilt, "--json");
        Assert.Equal(1, result.ExitCode);
        Assert.Equal("noSuchProcess", result.Document().GetProperty("error").GetProperty("kind").GetString());
    }

    [Fact]
    public void A_process_whose_id_another_one_has_now()
    {
        using var bakery = new Bakery();
        var before = bakery.Target with { StartTime = bakery.Target.StartTime - 1 };
        var engine = new DotNetEngine();
        Assert.Throws<TargetExitedException>(() => engine.Recognize(before));
        Assert.Throws<TargetExitedException>(() => engine.Examine(before));
        Assert.Throws<TargetExitedException>(() => engine.Attach(before));
        bakery.IsUnpatched();
    }

    [Fact]
    public void A_process_that_ends_between_attaching_and_planning()
    {
        using var subject = SubjectProcess.Start(Bakery.Original);
        using var session = new DotNetEngine().Attach(subject.Target);
        subject.End();
        Assert.Throws<TargetExitedException>(() => session.Plan(new Patch(Bakery.Rebuilt, [])));
        Assert.Throws<TargetExitedException>(() => session.List());
    }

    [Theory]
    [InlineData("plan")]
    [InlineData("apply")]
    public void A_process_that_is_not_of_NET(string command)
    {
        using var sleep = Process.Start("sleep", "60");
        try
        {
            HotfixCommand.Run(command, $"{sleep.Id}", Bakery.Rebuilt).IsRefused("HF1002");
            Assert.False(sleep.HasExited);
        }
        finally
        {
            sleep.Kill();
        }
    }

    [Theory]
    [InlineData("plan")]
    [InlineData("apply")]
    public void Its_own_process(string command) => HotfixCommand.RunThrough(
        ["sh", "-c", "exec dotnet \"$0\" \"$1\" $$ \"$2\"", HotfixCommand.Assembly], command, Bakery.Rebuilt).IsRefused("HF1001");

    [Fact]
    public void A_process_of_another_user()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var bakery = new Bakery();
        var tool = Directory.CreateTempSubdirectory("hotfix-tool-");
        try
        {
            // Where these tests lie, another user may not be allowed to look.
            foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory).Where(f => !f.Contains("xunit", StringComparison.Ordinal)))
            {
                File.Copy(file, Path.Combine(tool.FullName, Path.GetFileName(file)));
            }

            File.SetUnixFileMode(tool.FullName, (UnixFileMode)0x1ED);
            foreach (var command in new[] { "plan", "apply" })
            {
                HotfixCommand.RunThrough(
                    [
                        "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "env", "HOME=/tmp",
                        "dotnet", Path.Combine(tool.FullName, "Hotfix.Cli.dll"),
                    ],
                    command, bakery.ProcessId, Bakery.Rebuilt).IsRefused("HF1003");
            }

            bakery.IsUnpatched();
        }
        finally
        {
            tool.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_single_file_whose_list_of_contents_is_missing()
    {
        var folder = Directory.CreateTempSubdirectory("hotfix-single-");
        try
        {
            var native = NativeProgram.Compile(
                NativeProgram.Waiting + "\nint DotNetRuntimeInfo = 1;", Path.Combine(folder.FullName, "single"), "-rdynamic");
            using var subject = SubjectProcess.StartThrough([native]);
            HotfixCommand.Run("plan", $"{subject.Target.ProcessId}", Bakery.Rebuilt).IsRefused("HF1011");
            HotfixCommand.Run("apply", $"{subject.Target.ProcessId}", Bakery.Rebuilt).IsRefused("HF1011");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_single_file_of_another_program()
    {
        using var subject = SubjectProcess.StartThrough(
            [SubjectProgram.PublishSingleFile("Waiting.cs.txt", "Waiting", "single", extractsItself: false, "VALUE=1")]);
        HotfixCommand.Run("plan", $"{subject.Target.ProcessId}", Bakery.Rebuilt).HasRefusedPlan("HF3015");
        HotfixCommand.Run("apply", $"{subject.Target.ProcessId}", Bakery.Rebuilt).HasRefusedPlan("HF3015");
        Assert.Equal("1", subject.Ask("value"));
    }

    [Fact]
    public void A_program_compiled_ahead_of_time()
    {
        using var subject = SubjectProcess.StartThrough([SubjectProgram.PublishAheadOfTime("Waiting.cs.txt", "Waiting", "aot", "VALUE=1")]);
        Refuse(subject, "HF1012");
    }

    private static void Refuse(SubjectProcess subject, string id)
    {
        HotfixCommand.Run("plan", $"{subject.Target.ProcessId}", Bakery.Rebuilt).IsRefused(id);
        HotfixCommand.Run("apply", $"{subject.Target.ProcessId}", Bakery.Rebuilt).IsRefused(id);
        Assert.Equal("1", subject.Ask("value"));
    }
}
