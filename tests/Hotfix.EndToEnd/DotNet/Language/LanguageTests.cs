using System.Reflection;

namespace Hotfixing.EndToEnd.DotNet.Language;

/// <summary>
/// Every kind of member, and every kind of addition, in one program that is patched once and reverted once. Each derived class runs
/// the program in another way.
/// </summary>
public abstract class LanguageTests
{
    private readonly PatchedLanguage program;

    protected LanguageTests(PatchedLanguage program)
    {
        Assert.SkipWhen(program.Missing is not null, program.Missing ?? "");
        this.program = program;
    }

    [Theory]
    [InlineData("static", "old", "new")]
    [InlineData("not inlined", "old", "new")]
    [InlineData("inlined", "oldold", "newnew")]
    [InlineData("inlined and optimized", "oldold", "newnew")]
    [InlineData("optimized", "old", "new")]
    [InlineData("synchronized", "olds", "news")]
    [InlineData("function pointer", "4", "301")]
    [InlineData("extension", "oldx", "newx")]
    [InlineData("local function", "oldolds", "newnews")]
    [InlineData("catch and filter", "oldcaughtold1", "newcaughtnew1")]
    [InlineData("finally", "old", "new")]
    [InlineData("instance", "oldsTrue", "newsTrue")]
    [InlineData("private", "old", "new")]
    [InlineData("property", "oldoldp", "newnewp")]
    [InlineData("event", "old+old-", "new+new-")]
    [InlineData("indexer", "old3", "new3")]
    [InlineData("operator", "old45", "new45")]
    [InlineData("conversion", "old", "new")]
    [InlineData("deconstruct", "old", "new")]
    [InlineData("structure's constructor", "old1", "new1")]
    [InlineData("explicit interface", "3", "4")]
    [InlineData("references", "old19", "new19")]
    [InlineData("nine", "old1i", "new1i")]
    [InlineData("virtual", "oldvirtual", "newvirtual")]
    [InlineData("interface", "oldinterface", "newinterface")]
    [InlineData("ref struct", "old9", "new7")]
    [InlineData("generic reference", "oldStringx", "newStringx")]
    [InlineData("generic value", "oldInt321", "newInt321")]
    [InlineData("static in generic reference", "oldString", "newString")]
    [InlineData("static in generic value", "oldInt32", "newInt32")]
    [InlineData("box reference", "olds", "new[ss]StringInt64s6")]
    [InlineData("box value", "old5", "new[55]Int32Int6456")]
    [InlineData("static abstract", "oldold", "newnew")]
    [InlineData("generic iterator", "oldg+old1", "newg+new1")]
    [InlineData("bound", "old", "new")]
    [InlineData("bound virtual", "oldvirtual", "newvirtual")]
    [InlineData("bound interface", "oldinterface", "newinterface")]
    [InlineData("bound generic", "oldString", "newString")]
    [InlineData("async lambda bound", "olds", "news")]
    [InlineData("lambda bound", "olds", "news")]
    [InlineData("lambda later", "olds", "news")]
    [InlineData("async", "oldb", "newb")]
    [InlineData("async longer", "old", "new")]
    [InlineData("async iterator", "old1+old2", "new1+new2")]
    [InlineData("value task", "old", "new")]
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
    public void Instantiations_made_only_later_have_the_code_of_that_time() => Assert.Equal(
        ("oldSingle2.5oldcoldSingle", "newDouble2.5new[TrueTrue]BooleanInt64True6newDouble", "oldInt162old7oldInt16"),
        (program.Before["later"], program.Applied["later"], program.Reverted["later"]));

    [Fact]
    public void Every_answer_of_the_program_is_asserted_by_some_row() => Assert.Empty(
        program.Before.Keys.Except(
        [
            .. typeof(LanguageTests).GetMethod(nameof(A_member_of_this_kind_is_replaced_and_restored))!
                .GetCustomAttributes<InlineDataAttribute>().Select(row => (string)row.Data[0]!),
            "later", "struct", "added", "running", "running longer",
        ]));

    [Fact]
    public void The_program_runs_in_the_way_this_class_is_about()
    {
        Assert.StartsWith($"{program.Framework}.", program.Runtime.Version);
        Assert.Equal(program.IsReadyToRun, program.HasNativeCode);
    }

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
        // What the constraint asks for the agent cannot make up, so this one is compiled by its first call.
        Assert.Equal(
            ["ICounts<TSelf>.Default()"], program.Patch.Replacements.Where(r => r.Effect != "compiled").Select(r => r.Function));
        Assert.All(program.Listed.Replacements, r => Assert.Equal("compiled", r.Effect));
        Assert.True(program.Patch.Replacements.Count > 40);
    }
}
