using Hotfixing.DotNet;

namespace Hotfixing.EndToEnd.DotNet;

/// <summary>Every kind of member, and every kind of addition, in one program that is patched once and reverted once.</summary>
public sealed class LanguageTests(LanguageTests.PatchedProgram program) : IClassFixture<LanguageTests.PatchedProgram>
{
    [Theory]
    [InlineData("static", "old", "new")]
    [InlineData("not inlined", "old", "new")]
    [InlineData("inlined", "oldold", "newnew")]
    [InlineData("optimized", "old", "new")]
    [InlineData("instance", "oldsTrue", "newsTrue")]
    [InlineData("private", "old", "new")]
    [InlineData("property", "oldoldp", "newnewp")]
    [InlineData("references", "old19", "new19")]
    [InlineData("nine", "old1i", "new1i")]
    [InlineData("virtual", "oldvirtual", "newvirtual")]
    [InlineData("interface", "oldinterface", "newinterface")]
    [InlineData("ref struct", "old9", "new7")]
    [InlineData("generic reference", "oldStringx", "newStringx")]
    [InlineData("generic value", "oldInt321", "newInt321")]
    [InlineData("generic later", "oldSingle2.5", "newSingle2.5")]
    [InlineData("box reference", "olds", "new[ss]StringInt64s6")]
    [InlineData("box value", "old5", "new[55]Int32Int6456")]
    [InlineData("box later", "oldc", "new[cc]CharInt64c6")]
    [InlineData("bound", "old", "new")]
    [InlineData("lambda bound", "olds", "news")]
    [InlineData("lambda later", "olds", "news")]
    [InlineData("async", "oldb", "newb")]
    [InlineData("async longer", "old", "new")]
    [InlineData("iterator", "old1+old2", "new1+new2")]
    [InlineData("constructor", "old", "new")]
    [InlineData("record", "old1", "new7")]
    [InlineData("read-only static", "old10", "new10")]
    [InlineData("loop", "old", "new")]
    public void A_member_of_this_kind_is_replaced_and_restored(string kind, string before, string after) =>
        Assert.Equal((before, after, before), (program.Before[kind], program.Applied[kind], program.Reverted[kind]));

    [Fact]
    public void A_structure_keeps_its_state_across_versions() =>
        Assert.Equal(("old1", "new11", "old22"), (program.Before["struct"], program.Applied["struct"], program.Reverted["struct"]));

    [Fact]
    public void Added_members_types_and_literals_of_every_kind_work_together()
    {
        Assert.Equal(
            "new first+second|thing83|thing|11Int64|538|filtered1|Receipt { Text = r }|Sour|abab|True|1,2,3,4,5,6,7,8,9|68656C6C6F|1,2,3|"
            + "{ A = 1, B = x }|7|2|(1, t)|11",
            program.Applied["added"]);
        Assert.Equal(("old", "old"), (program.Before["added"], program.Reverted["added"]));
    }

    [Fact]
    public void An_operation_that_was_waiting_goes_on_in_the_new_code_if_it_waits_at_the_same_places() =>
        Assert.Equal(("running", "newb"), (program.Before["running"], program.Opened["running"]));

    [Fact]
    public void An_operation_that_was_waiting_ends_in_the_old_code_if_the_new_one_waits_elsewhere() =>
        Assert.Equal(("running", "old"), (program.Before["running longer"], program.Opened["running longer"]));

    [Fact]
    public void Initial_values_that_changed_are_reported() =>
        Assert.Contains(program.Plan.Diagnostics, d => d.Id == "HF2001");

    [Fact]
    public void Shapes_that_changed_are_reported_with_what_goes_on_in_old_code()
    {
        Assert.Contains(program.Plan.Diagnostics, d => d.Id == "HF2004");
        Assert.Contains(program.Plan.Remaining, r => r.Contains("LongerAsync", StringComparison.Ordinal));
    }

    [Fact]
    public void The_runtime_took_every_body()
    {
        Assert.All(program.Patch.Replacements, r => Assert.Equal("compiled", r.Effect));
        Assert.True(program.Patch.Replacements.Count > 20);
    }

    /// <summary>The program before, while and after it is patched.</summary>
    public sealed class PatchedProgram : IDisposable
    {
        private readonly SubjectProcess _subject;

        public PatchedProgram()
        {
            var original = SubjectProgram.Build("Language.cs.txt", "Language", "v0", "WORD=\"old\"");
            var edited = SubjectProgram.Build("Language.cs.txt", "Language", "v1", "WORD=\"new\"", "//EDITION=#define EDITION");
            _subject = SubjectProcess.Start(original);
            Before = Ask("values");
            using var session = new DotNetEngine().Attach(_subject.Target);
            Plan = session.Plan(new Patch(Path.GetDirectoryName(edited)!, []));
            Assert.False(Plan.IsRefused, string.Join('\n', Plan.Diagnostics));
            Patch = session.Apply(Plan, null, CancellationToken.None);
            Applied = Ask("values");
            Opened = Ask("open");
            session.Revert(null);
            Reverted = Ask("values");
        }

        internal PatchPlan Plan { get; }

        internal AppliedPatch Patch { get; }

        internal Dictionary<string, string> Before { get; }

        internal Dictionary<string, string> Applied { get; }

        internal Dictionary<string, string> Opened { get; }

        internal Dictionary<string, string> Reverted { get; }

        public void Dispose() => _subject.Dispose();

        private Dictionary<string, string> Ask(string command) =>
            _subject.Ask(command).Split('\t').Select(p => p.Split('=', 2)).ToDictionary(p => p[0], p => p[1]);
    }
}
