namespace Hotfixing.EndToEnd.Go.Cases;

/// <content>What patches add, and what the runtime tells of their code.</content>
public abstract partial class GoCases
{
    [Theory]
    [InlineData("shapes", "circle 1,square 2,shape {w} triangle,shape {w} triangle,shape hex,error {w} failure 3,stringer {w} kind 1;{w} shape 3,{w} shape 4,{w} shape 3,{w} shape 10,{w} stringer,{w} true,{w} stringer")]
    [InlineData("keys", "tc[{w} kind 0 {w} kind 1 {w} kind 1] 100{w}1")]
    [InlineData("reflection", "main.hexagon main struct circle:main.circle square:*main.square Sides:intjson:\"sides\" names:map[string][]uint8 Area Name String10 3 0 1 {w} kind 1 2 true **main.hexagon func(main.hexagon)")]
    [InlineData("pruned", "says {w}says btruesays gsays g")]
    [InlineData("imports", "{w}{\"k\":{\"sides\":6},\"l\":\"AQ==\",\"p\":{}}<nil> {{6} [{w} kind 1]} <nil>{w} triangle 1;{w} circle 12;{w} square 9;<nil> {w} kind 3 2 192.0.2.8 true")]
    [InlineData("kept", "{w}499500next42 5 7 [x y]")]
    [InlineData("passing", "{w}[shape {w} triangle stringer {w} kind 1 error {w} failure 7] {w} kind 1 6")]
    [InlineData("new panic", "{w} true {w} failure 1 true")]
    [InlineData("new package", "{w} y2a+b1 11")]
    [InlineData("sorted", "{w}[{w} kind 1 {w} kind 2 {w} kind 3]")]
    public void What_a_patch_adds_works_with_what_was_there(string name, string answer) => Assert.All(
        program.Answers,
        a => Assert.Equal(a.Edition == CaseEdition.Original ? null : answer.Replace("{w}", a.Edition.Word), a.Values.GetValueOrDefault(name)));

    [Fact]
    public void Generic_code_added_is_made_for_added_types() => Assert.All(program.Answers.Where(a => a.Edition != CaseEdition.Original), a => Assert.Equal(
        "{w} 1 2 5 8 8 5 2 1{w}1main.triangletrue{w}1main.kindfalse{w} {w} kind 0 <nil> *main.pair[main.kind,*main.triangle]".Replace("{w}", a.Edition.Word)
            + $"{a.Edition.Number + 2}.5",
        a.Values["trees"]));

    [Fact]
    public void A_second_patch_adds_to_what_the_first_added() => Assert.All(program.Answers, a => Assert.Equal(
        a.Edition == CaseEdition.Second ? "newer 3 4 true true 2shape newer triangletrue" : null, a.Values.GetValueOrDefault("further")));

    [Fact]
    public void Variables_keep_their_values_across_all_changes_and_initialisers_have_run_once() => Assert.Equal(
        ["old 1", "new 2 101 11 4", "newer 3 102 11 4", "new 4 103 11 4", "old 5", "newer 6 104 11 4"], program.Answers.Select(a => a.Values["state"]));

    [Theory]
    [InlineData("caller", "main.caller", "CALLER")]
    [InlineData("stack", "main.(*pair[...]).Traced", "TRACED")]
    [InlineData("broken", "true main.breaks", "BREAKS")]
    [InlineData("other goroutine", "main.parkedNew", "PARKED")]
    [InlineData("goroutine profile", "", "PARKED")]
    public void Traces_and_profiles_name_the_line_of_the_code_in_effect(string name, string function, string mark) => Assert.All(
        program.Answers, a => Assert.Equal($"{a.Edition.Word} {function} {CaseEdition.Place(a.Folder, mark)}".Replace("  ", " "), a.Values[name]));

    [Fact]
    public void Callers_are_named_across_inlined_calls() => Assert.All(program.Answers, a => Assert.Equal(
        a.Edition.Word + string.Concat(new[] { "innermost", "between", "outermost" }.Select(
            f => $" main.{f}:{Path.GetFileName(CaseEdition.Place(a.Folder, f.ToUpperInvariant()))}")),
        a.Values["callers"]));

    [Fact]
    public void A_panic_nobody_recovers_from_names_the_line_of_the_code_in_effect()
    {
        Assert.StartsWith("panic: newer crash\n\ngoroutine 1 [running]:\nmain.crash(", program.Traceback);
        Assert.Contains($"\t{CaseEdition.Place(program.Answers[^1].Folder, "CRASH")} ", program.Traceback);
        Assert.Contains("main.main()", program.Traceback);
    }

    [Fact]
    public void Every_answer_of_the_program_is_asserted_by_some_row() => Assert.Empty(
        program.Answers.SelectMany(a => a.Values.Keys).Distinct().Except(
        [
            .. RowsOf(nameof(Each_case_answers_with_the_code_in_effect)), .. RowsOf(nameof(Each_case_reckons_with_the_numbers_in_effect)),
            .. RowsOf(nameof(What_a_patch_adds_works_with_what_was_there)), .. RowsOf(nameof(Traces_and_profiles_name_the_line_of_the_code_in_effect)),
            "native", "trees", "further", "state", "callers",
        ]));
}
