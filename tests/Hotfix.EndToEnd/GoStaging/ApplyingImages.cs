using Hotfixing.Go.Inspect;
using Hotfixing.Go.Link;
using Hotfixing.GoPrograms;

namespace Hotfixing.EndToEnd.GoStaging;

public class ApplyingImages
{
    public static TheoryData<string> Versions => GoToolchain.Versions;

    [Theory]
    [MemberData(nameof(Versions))]
    public void Functions_are_switched_listed_and_taken_back(string version)
    {
        using var program = new StagingProgram(version);
        Assert.Equal(StagingProgram.Original, program.Values);
        Assert.Empty(program.List());

        var applied = program.Apply(HandMadeImage.Planner(HandMadeImage.New.Keys));
        Assert.Equal(StagingProgram.Patched, program.Values);
        program.AssertIsWell();

        var listed = Assert.Single(program.List());
        Assert.Equal(applied with { Replacements = [] }, listed with { Replacements = [] });
        Assert.Equal(new PatchId(1), listed.Id);
        Assert.Equal("/made/by/hand", listed.Source);
        Assert.Equal(Environment.UserName, listed.AppliedBy);
        Assert.Equal(HandMadeImage.New.Keys, listed.Replacements.Select(r => r.Function));
        Assert.All(listed.Replacements, r => Assert.Equal("in effect", r.Effect));
        Assert.True(listed.StoodStill > TimeSpan.Zero && listed.Duration > listed.StoodStill);

        var reverted = program.Revert();
        Assert.Equal([new PatchId(1)], reverted.Ids);
        Assert.Equal(StagingProgram.Original, program.Values);
        program.AssertIsWell();
        Assert.Empty(program.List());
    }

    [Theory]
    [InlineData("1.19", false, true)]
    [InlineData("1.24", true, false)]
    [InlineData("1.26", true, true)]
    public void Position_independent_programs_and_those_with_C_code_are_patched(string version, bool cgo, bool movable)
    {
        using var program = new StagingProgram(version, new GoBuildOptions { Cgo = cgo, Arguments = movable ? ["-buildmode=pie"] : [] });
        program.Apply(HandMadeImage.Planner(HandMadeImage.New.Keys));
        Assert.Equal(StagingProgram.Patched, program.Values);
        program.AssertIsWell();
        program.Revert();
        Assert.Equal(StagingProgram.Original, program.Values);
    }

    [Fact]
    public void Patches_are_stacked_and_taken_back_to_any_depth()
    {
        using var program = new StagingProgram("1.24");
        program.Apply(HandMadeImage.Planner(["main.Add", "main.Deep"]));
        program.Apply(HandMadeImage.Planner(["main.Mul", "main.Add"]));
        program.Apply(HandMadeImage.Restoring("main.Add", "main.Deep"));
        Assert.Equal("5 206 5 7 6 true", program.Values);
        Assert.Equal([1, 2, 3], program.List().Select(p => p.Id.Number));
        Assert.Equal(["replaced by a later patch", "replaced by a later patch"], program.List()[0].Replacements.Select(r => r.Effect));

        Assert.Equal([new PatchId(3)], program.Revert().Ids);
        Assert.Equal("105 206 5 407 6 true", program.Values);
        Assert.Equal("HF4228", Assert.Throws<RefusedException>(() => program.Revert(3)).Diagnostics[0].Id);

        Assert.Equal([new PatchId(2), new PatchId(1)], program.Revert(1).Ids);
        Assert.Equal(StagingProgram.Original, program.Values);
        Assert.Equal("HF4228", Assert.Throws<RefusedException>(() => program.Revert()).Diagnostics[0].Id);

        Assert.Equal(4, program.Apply(HandMadeImage.Planner(HandMadeImage.New.Keys)).Id.Number);
        Assert.Equal(StagingProgram.Patched, program.Values);
        program.AssertIsWell();
    }

    [Theory]
    [InlineData("1.19")]
    [InlineData("1.26")]
    public void Code_that_a_patch_gave_back_is_not_overwritten_while_a_thread_is_in_it(string version)
    {
        const string Function = "main.listen.abi0";
        using var program = new StagingProgram(version);
        program.Apply(HandMadeImage.Planner(["main.Add"], (runtime, image) => image with
        {
            Detours = [image.Detours[0] with { Function = Function, Entry = HandMadeImage.Address(runtime, Function), Code = default }],
        }));
        program.Apply(HandMadeImage.Restoring(Function));
        Assert.Equal("0", program.Listen());
        Thread.Sleep(200);
        Assert.Equal([new PatchId(2)], program.Revert().Ids);
        program.AssertIsWell();
        Assert.Equal("1", program.Listen());
        program.Revert();
        program.AssertIsWell();
    }

    [Fact]
    public void Many_changes_one_after_the_other_leave_a_program_under_load_well()
    {
        using var program = new StagingProgram("1.26");
        for (var i = 0; i < 60; i++)
        {
            program.Apply(HandMadeImage.Planner(HandMadeImage.New.Keys));
            program.Revert();
        }

        program.AssertIsWell();
        Assert.Equal(StagingProgram.Original, program.Values);
    }

    [Fact]
    public void Slots_are_filled_and_a_slot_that_holds_something_else_is_refused()
    {
        using var program = new StagingProgram("1.24");
        PatchImage Fill(GoRuntime runtime, PatchImage image, ulong expected) => image with
        {
            Fills = [new SlotFill(HandMadeImage.Address(runtime, "main.slot"), 8, expected, 41)],
        };
        var refusal = Assert.Throws<RefusedException>(() => program.Apply(HandMadeImage.Planner(["main.Add"], (r, i) => Fill(r, i, 39))));
        Assert.Equal("HF4221", refusal.Diagnostics[0].Id);
        Assert.Equal("40", program.Slot);

        program.Apply(HandMadeImage.Planner(["main.Add"], (r, i) => Fill(r, i, 40)));
        Assert.Equal("41", program.Slot);
        program.AssertIsWell();
    }

    [Theory]
    [InlineData("1.19")]
    [InlineData("1.22")]
    [InlineData("1.26")]
    public void Initialisers_run_before_the_switch(string version)
    {
        using var program = new StagingProgram(version);
        program.Apply(HandMadeImage.Planner(["main.Add", "main.Mul"], (r, i) => HandMadeImage.WithInitialisers(r, i, "main.initWell", "main.initWell")));
        Assert.Equal("2", program.Initialised);
        Assert.Equal("105 206 5 7 6 true", program.Values);
        program.AssertIsWell();
    }

    [Theory]
    [InlineData("main.initBadly", "main.initBadly panicked: nothing to begin with; the patch is not switched on")]
    [InlineData("main.initForever", "main.initForever did not return; the patch is not switched on")]
    public void An_initialiser_that_fails_takes_nothing_down_and_nothing_is_switched(string initialiser, string message)
    {
        using var program = new StagingProgram("1.24");
        var failure = Assert.Throws<ApplyFailedException>(() => program.Apply(
            HandMadeImage.Planner(HandMadeImage.New.Keys, (r, i) => HandMadeImage.WithInitialisers(r, i, "main.initWell", initialiser))));
        Assert.Equal(message, failure.Message);
        Assert.Equal(TargetState.Restored, failure.TargetState);
        Assert.Equal(StagingProgram.Original, program.Values);
        Assert.Empty(program.List());
        program.AssertIsWell();

        program.Apply(HandMadeImage.Planner(HandMadeImage.New.Keys));
        Assert.Equal(StagingProgram.Patched, program.Values);
    }
}
