using System.Text.Json;

using Hotfixing.Cli;

namespace Hotfixing.Tests.Cli;

public class TypingCommands
{
    private static readonly Diagnostic Warning = new("HF2009", Severity.Warning, "the initialisers changed", "they have run", "restart");
    private static readonly Diagnostic Refusal = new("HF3001", Severity.Refusal, "the layout of Cart changed", "objects exist", "restart");

    [Fact]
    public void Plan_prints_what_changes_what_is_new_what_stays_and_each_diagnostic()
    {
        var shell = new Shell(new FakeEngine { PlanMaker = t => new FakePlan(t, Warning) });
        Assert.Equal(ExitCode.Done, shell.Type("plan", "1", "/build/Shop"));
        Assert.Equal("""
            Shop.dll (process 1, .NET 10.0.1)
            changes 2 functions
              Shop.Price.Of(int)  (Shop.dll)
              Shop.Cart<T>.Add(T)  (Shop.dll)
            adds
              Shop.Price.Round(decimal)
            goes on as it is
              Shop.Program.Main()
            HF2009 warning: the initialisers changed
                they have run
                -> restart
            can be applied; nothing was changed yet

            """, shell.Out);
        Assert.Empty(shell.Error);
    }

    [Fact]
    public void A_refused_plan_ends_with_2()
    {
        var shell = new Shell(new FakeEngine { PlanMaker = t => new FakePlan(t, Refusal) });
        Assert.Equal(ExitCode.Refused, shell.Type("plan", "1", "/build/Shop"));
        Assert.EndsWith("refused; nothing was changed\n", shell.Out);
    }

    [Fact]
    public void A_plan_with_nothing_to_do_ends_with_3()
    {
        var shell = new Shell(new FakeEngine { PlanMaker = t => new FakePlan(t) { IsEmpty = true } });
        Assert.Equal(ExitCode.NothingToDo, shell.Type("plan", "1", "/build/Shop"));
    }

    [Fact]
    public void Apply_ends_with_one_line_that_says_how_many_how_long_and_how_long_it_stood_still()
    {
        var shell = new Shell(new FakeEngine());
        Assert.Equal(ExitCode.Done, shell.Type("apply", "1", "/build/Shop"));
        Assert.EndsWith("applied patch 1: 1 function replaced in 29 ms; the program stood still for 0 ms\n", shell.Out);
    }

    [Theory]
    [InlineData("plan")]
    [InlineData("apply", "--dry-run")]
    public void Neither_a_plan_nor_a_dry_run_applies_anything(string command, params string[] options)
    {
        var engine = new FakeEngine();
        Assert.Equal(ExitCode.Done, new Shell(engine).Type([command, "1", "/build/Shop", .. options]));
        Assert.False(engine.WasApplied);
    }

    [Fact]
    public void A_refused_plan_is_not_applied_even_with_yes()
    {
        var engine = new FakeEngine { PlanMaker = t => new FakePlan(t, Refusal, Warning) };
        Assert.Equal(ExitCode.Refused, new Shell(engine).Type("apply", "1", "/build/Shop", "--yes"));
        Assert.False(engine.WasApplied);
    }

    [Theory]
    [InlineData("y", true)]
    [InlineData("Yes", true)]
    [InlineData("", false)]
    [InlineData("n", false)]
    public void Warnings_are_asked_about_on_a_terminal(string answer, bool isApplied)
    {
        var engine = new FakeEngine { PlanMaker = t => new FakePlan(t, Warning) };
        var shell = new Shell(engine, answer);
        Assert.Equal(isApplied ? ExitCode.Done : ExitCode.NothingToDo, shell.Type("apply", "1", "/build/Shop"));
        Assert.Equal(isApplied, engine.WasApplied);
        Assert.Equal("1 warning. Apply all the same? [y/N] ", shell.Error);
    }

    [Fact]
    public void Warnings_without_a_terminal_are_refused_as_HF1005_unless_yes_is_given()
    {
        var engine = new FakeEngine { PlanMaker = t => new FakePlan(t, Warning) };
        var shell = new Shell(engine);
        Assert.Equal(ExitCode.Refused, shell.Type("apply", "1", "/build/Shop"));
        Assert.Contains("HF1005 refused: the patch has 1 warning", shell.Error);
        Assert.False(engine.WasApplied);
        Assert.Equal(ExitCode.Done, shell.Type("apply", "1", "/build/Shop", "--yes"));
        Assert.True(engine.WasApplied);
    }

    [Fact]
    public void List_prints_each_patch_with_how_far_it_took()
    {
        var shell = new Shell(new FakeEngine { Applied = [Patches.Price()] });
        Assert.Equal(ExitCode.Done, shell.Type("list", "1"));
        Assert.Contains(" by ada from /build/Shop\n  compiled  Shop.Price.Of(int)  (Shop.dll)\n", shell.Out);
    }

    [Fact]
    public void Revert_with_nothing_applied_ends_with_3() => Assert.Equal(ExitCode.NothingToDo, new Shell(new FakeEngine()).Type("revert", "1"));

    [Fact]
    public void Revert_ends_with_one_line_that_names_the_patches()
    {
        var shell = new Shell(new FakeEngine { Applied = [Patches.Numbered(1), Patches.Numbered(2)] });
        Assert.Equal(ExitCode.Done, shell.Type("revert", "1", "1"));
        Assert.EndsWith("reverted patches 2, 1: 1 function in 7.0 ms; the program stood still for 0 ms\n", shell.Out);
    }

    [Fact]
    public void Reverting_several_patches_is_asked_about_on_a_terminal()
    {
        var shell = new Shell(new FakeEngine { Applied = [Patches.Numbered(1), Patches.Numbered(2)] }, answer: "n");
        Assert.Equal(ExitCode.NothingToDo, shell.Type("revert", "1", "1"));
        Assert.Equal("This takes back 2 patches. Go on? [y/N] ", shell.Error);
    }

    [Fact]
    public void Doctor_ends_with_2_for_a_process_that_cannot_be_patched()
    {
        var shell = new Shell(new FakeEngine { Found = [Refusal] });
        Assert.Equal(ExitCode.Refused, shell.Type("doctor", "1"));
        Assert.Equal(ExitCode.Done, new Shell(new FakeEngine()).Type("doctor", "1"));
    }

    [Fact]
    public void Without_a_command_it_says_what_to_type_next()
    {
        var shell = new Shell(new FakeEngine());
        Assert.Equal(ExitCode.Done, shell.Type());
        Assert.Contains("-> hotfix plan 1 /app\n", shell.Out);
    }

    [Fact]
    public void Names_cannot_move_the_cursor()
    {
        var shell = new Shell(new FakeEngine { Description = new RuntimeDescription(".NET", "10", "/app/\e[2J\n.dll", true) });
        shell.Type("ps");
        Assert.Contains("/app/?[2J?.dll", shell.Out);
    }

    [Fact]
    public void A_json_document_has_the_same_facts_as_the_page()
    {
        var shell = new Shell(new FakeEngine());
        Assert.Equal(ExitCode.Done, shell.Type("apply", "1", "/build/Shop", "--json"));
        using var document = JsonDocument.Parse(shell.Out);
        var root = document.RootElement;
        Assert.Equal(["command", "exitCode", "process", "plan", "applied"], root.EnumerateObject().Select(p => p.Name));
        Assert.Equal("Shop.Cart<T>.Add(T)", root.GetProperty("plan").GetProperty("functions")[1].GetProperty("function").GetString());
        Assert.Equal(29.4, root.GetProperty("applied").GetProperty("durationMilliseconds").GetDouble());
    }
}
