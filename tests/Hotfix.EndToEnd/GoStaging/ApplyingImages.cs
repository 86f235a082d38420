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
}
