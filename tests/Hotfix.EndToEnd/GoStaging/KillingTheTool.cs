namespace Hotfixing.EndToEnd.GoStaging;

/// <summary>
/// The command itself, killed before operations spread over one real apply and one real revert of six functions. DyingInTheMiddle
/// ends the tool before every operation, but within the process of the tests.
/// </summary>
[Collection(nameof(DyingInTheMiddle))]
public class KillingTheTool
{
    private const int Points = 8;
    private const int Functions = 6;

    [Theory]
    [InlineData("1.26")]
    public void All_functions_stay_old_or_become_new_wherever_an_apply_is_killed(string version) => KillApply(version);

    [Theory(Explicit = true)]
    [InlineData("1.19")]
    [InlineData("1.22")]
    [InlineData("1.23")]
    [InlineData("1.24")]
    public void All_functions_stay_old_or_become_new_wherever_an_apply_is_killed_on_the_other_versions(string version) => KillApply(version);

    [Theory]
    [InlineData("1.26")]
    public void All_functions_stay_new_or_become_old_wherever_a_revert_is_killed(string version) => KillRevert(version);

    [Theory(Explicit = true)]
    [InlineData("1.19")]
    public void All_functions_stay_new_or_become_old_wherever_a_revert_is_killed_on_the_oldest_version(string version) => KillRevert(version);

    private static void KillApply(string version)
    {
        using var program = SwitchProgram.Start(version);
        var operations = KilledCommand.Operations("apply", program.Id, program.Patch, "--yes");
        program.AssertIsOneOrTheOther();
        Assert.Equal(2, program.Version);
        Assert.True(operations.Count(o => o == "write") > Functions);
        program.Revert();
        KillEverywhere(program, operations, ["apply", program.Id, program.Patch, "--yes"], () => { });
    }

    private static void KillRevert(string version)
    {
        using var program = SwitchProgram.Start(version);
        program.Apply();
        var operations = KilledCommand.Operations("revert", program.Id);
        program.AssertIsOneOrTheOther();
        Assert.Equal(1, program.Version);
        KillEverywhere(program, operations, ["revert", program.Id], program.Apply);
    }

    private static void KillEverywhere(SwitchProgram program, IReadOnlyList<string> operations, string[] command, Action before)
    {
        var deaths = 0;
        foreach (var operation in PointsIn(operations))
        {
            before();
            deaths += KilledCommand.Dies(operation, command) ? 1 : 0;
            program.AssertIsOneOrTheOther();

            // The next tool goes on from there, in the one direction and in the other.
            if (program.Version == 1)
            {
                program.Apply();
            }

            program.Revert();
        }

        // How many threads there are to hold differs a little each time.
        Assert.InRange(deaths, Points * 3 / 4, int.MaxValue);
    }

    // Each write of the switch, which is the last part, and others spread over all.
    private static IEnumerable<int> PointsIn(IReadOnlyList<string> operations)
    {
        var spread = Enumerable.Range(0, Points).Select(i => 1 + (operations.Count - 1) * i / Points);
        var writes = Enumerable.Range(1, operations.Count).Where(i => operations[i - 1] == "write").TakeLast(2 * Functions + 3);
        return spread.Union(writes).Order();
    }
}
