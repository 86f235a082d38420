using Hotfixing.Go.Inspect;
using Hotfixing.Linux;

namespace Hotfixing.EndToEnd.GoStaging;

/// <summary>What a target is like when its tool dies at any point of a change.</summary>
[Collection(nameof(DyingInTheMiddle))]
[CollectionDefinition(nameof(DyingInTheMiddle), DisableParallelization = true)]
public class DyingInTheMiddle
{
    private const int MostOperations = 3000;
    private const int DeathsOfOneProgram = 40;

    [Theory]
    [InlineData("1.19")]
    [InlineData("1.26")]
    public void A_program_survives_the_death_of_the_tool_at_every_point_of_an_apply(string version)
    {
        var planner = HandMadeImage.Planner(HandMadeImage.New.Keys);
        DieEverywhere(version, _ => { }, p => p.Apply(planner));
    }

    [Fact]
    public void A_program_survives_the_death_of_the_tool_at_every_point_of_an_apply_with_initialisers()
    {
        var planner = HandMadeImage.Planner(HandMadeImage.New.Keys, (r, image) => HandMadeImage.WithInitialisers(r, image, "main.initWell"));
        DieEverywhere("1.24", _ => { }, p => p.Apply(planner));
    }

    [Fact]
    public void A_program_survives_the_death_of_the_tool_at_every_point_of_a_revert() =>
        DieEverywhere("1.24", p => p.Apply(HandMadeImage.Planner(HandMadeImage.New.Keys)), p => p.Revert());

    [Fact]
    public void What_is_listed_is_what_runs_also_when_one_write_without_a_stub_is_the_switch()
    {
        const string Function = "main.listen.abi0";
        using var program = new StagingProgram("1.24");
        var planner = HandMadeImage.Planner(["main.Add"], (runtime, image) => image with
        {
            Detours = [image.Detours[0] with { Function = Function, Entry = HandMadeImage.Address(runtime, Function), Code = default }],
        });
        using var memory = ProcessMemory.Open(program.Target);
        var entry = HandMadeImage.Address(new GoRuntime(GoProcess.Read(program.Target), memory), Function);
        bool IsNew() => memory.Read(entry, 1)[0] == 0xe9;
        foreach (var isApply in new[] { true, false })
        {
            var deaths = 0;
            while (deaths < MostOperations && DeathOfTheTool.Before(deaths + 1, isApply ? () => program.Apply(planner) : () => program.Revert()))
            {
                deaths++;
                Assert.Equal(IsNew(), program.List().Count > 0);
                if (IsNew() == isApply)
                {
                    // It came as far as the switch; the next attempt begins where this one did.
                    _ = isApply ? program.Revert().Ids[0] : program.Apply(planner).Id;
                }

                Assert.Equal(!isApply, IsNew());
                Assert.Equal(IsNew(), program.List().Count > 0);
            }

            Assert.InRange(deaths, 10, MostOperations - 1);
            Assert.Equal(isApply, IsNew());
        }

        program.AssertIsWell();
    }

    private static void DieEverywhere(string version, Action<StagingProgram> before, Action<StagingProgram> change)
    {
        var program = new StagingProgram(version);
        try
        {
            var operation = 1;
            var hasDied = true;
            for (; hasDied && operation < MostOperations; operation++)
            {
                if (operation % DeathsOfOneProgram == 0)
                {
                    program.Dispose();
                    program = new StagingProgram(version);
                }

                before(program);
                hasDied = DeathOfTheTool.Before(operation, () => change(program));
                AssertIsOneOrTheOther(program);

                program.Apply(HandMadeImage.Planner(HandMadeImage.New.Keys));
                Assert.Equal(StagingProgram.Patched, program.Values);
                while (program.List().Count > 0)
                {
                    program.Revert();
                }

                Assert.Equal(StagingProgram.Original, program.Values);
            }

            Assert.InRange(operation, 20, MostOperations - 1);
        }
        finally
        {
            program.Dispose();
        }
    }

    private static void AssertIsOneOrTheOther(StagingProgram program)
    {
        program.AssertIsWell();
        Assert.Equal(program.List().Count > 0 ? StagingProgram.Patched : StagingProgram.Original, program.Values);
    }
}
