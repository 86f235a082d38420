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
