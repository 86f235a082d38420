using System.Reflection;

namespace Hotfixing.EndToEnd.Go.Cases;

/// <summary>
/// Each way in which code and values of several editions of a Go program meet. Each derived class builds the program in another way.
/// "{w}" stands for the word of the edition in effect.
/// </summary>
public abstract partial class GoCases
{
    private readonly PatchedCases program;

    protected GoCases(PatchedCases program)
    {
        this.program = program;
        program.Run();
    }

    [Theory]
    [InlineData("function", "{w}1")]
    [InlineData("inlined", "{w}{w}")]
    [InlineData("variadic", "a{w}0b{w}31x<nil>")]
    [InlineData("many", "{w}506st1.5 3 [1 2] 1 (0+1i) 255 {v 1}")]
    [InlineData("text", "{w}GREEKg5eek{w}ÄÖÜä3öü")]
    [InlineData("value receiver", "{w}b5")]
    [InlineData("pointer receiver", "{w}*b5")]
    [InlineData("embedded", "{w}*b3{w}b3{w}^4")]
    [InlineData("embedded interface", "{w}*b3{w}^5")]
    [InlineData("generic receiver", "{w} 1 v *main.pair[int,string]")]
    [InlineData("generic interface", "{w} k 1 *main.pair[string,int]")]
    [InlineData("generic", "{w}1intfalse{w}2stringfalse{w}1*main.bodyfalse{w}1struct { a int }false")]
    [InlineData("generic dictionary", "{w} x 1 *main.pair[string,int]{w}{w} y 2 *main.pair[string,int]")]
    [InlineData("closure", "{w}5")]
    [InlineData("held function", "{w}2")]
    [InlineData("held in map", "{w}3")]
    [InlineData("held in interface", "{w}4")]
    [InlineData("held method", "{w}*b5{w}b5{w}*e2")]
    [InlineData("held generic", "{w}1stringfalse")]
    [InlineData("held closure", "{w}3")]
    [InlineData("old values in new code", "{w} shape 3,{w} shape 4,{w} stringer,{w} 7,{w} text,{w} false false,{w} false false,{w} 1,{w} true,{w} true false,{w} false true")]
    [InlineData("new values in old code", "circle 1,square 2,main.point{x:1, y:2},int,string,nil,[]int,map[string]int,error base,main.gadget,main.key{name:\"k\", at:main.point{x:3, y:4}}")]
    [InlineData("equal", "{w}=/====!!===")]
    [InlineData("asserted", "{w}true false false,{w}true false false,{w}false true false,{w}false false false")]
    [InlineData("lookups", "known1{w}true 9 [{w} k0 k1 k10 k11 k12 k13 k14 k15 k16 k17 k18 k19 k2 k3 k4 k5 k6 k7 k8 k9]")]
    [InlineData("recovers", "{w} recovered old literal")]
    [InlineData("pool", "{w}{w}1{w}{w}1")]
    [InlineData("channels", "{w}6")]
    [InlineData("map", "panic: assignment to entry in nil map")]
    [InlineData("index", "panic: runtime error: index out of range [1] with length 1")]
    [InlineData("nil", "panic: runtime error: invalid memory address or nil pointer dereference")]
    [InlineData("divide", "panic: runtime error: integer divide by zero")]
    [InlineData("assertion", "panic: interface conversion: string is not main.shape: missing method Area")]
    [InlineData("panic", "panic: {w}: base")]
    [InlineData("allocates", "{w}50")]
    [InlineData("timers", "{w}{w}")]
    [InlineData("reflects", "{w} true {w}*r3 {w} made {w} true")]
    [InlineData("cpu profile", "{w} true")]
    [InlineData("finalizers", "{w}{w}")]
    public void Each_case_answers_with_the_code_in_effect(string name, string answer) =>
        Assert.All(program.Answers, a => Assert.Equal(answer.Replace("{w}", a.Edition.Word), a.Values[name]));

    [Theory]
    [InlineData("leaf", "13 1", "14 2", "15 3")]
    [InlineData("nosplit", "999 11", "998 12", "997 13")]
    [InlineData("empty", "", "new", "newer")]
    [InlineData("named results", "1oldold 2bold", "2newnew 3bnew", "3newernewer 4bnewer")]
    [InlineData("large", "8abold6abold6", "9abnew6abnew6", "10abnewer6abnewer6")]
    [InlineData("floats", "4 0.75 (-2+1i)", "5 0.75 (-4+2i)", "6 0.75 (-6+3i)")]
    [InlineData("table", "1 7 -1 3 5 99", "2 14 -1 4 5 99", "3 21 -1 5 5 99")]
    [InlineData("generic sum", "4 2.5", "5 3.5", "6 4.5")]
    [InlineData("captures", "old3", "new4", "newer5")]
    [InlineData("locked", "old11", "new12", "newer13")]
    [InlineData("recursion", "1 50000", "2 50000", "3 50000")]
    [InlineData("moved", "old5000 2 20000d", "new5000 3 20000d", "newer5000 4 20000d")]
    public void Each_case_reckons_with_the_numbers_in_effect(string name, params string[] answers) =>
        Assert.All(program.Answers, a => Assert.Equal(answers[a.Edition.Number], a.Values[name]));

    [Fact]
    public void Go_code_that_C_calls_back_is_that_in_effect() => Assert.All(program.Answers, a =>
    {
        // callTwice(2) is the sum of 20 and 30, and twice the number and the length of the word.
        var result = program.HasC ? $"{50 + 2 * (a.Edition.Number + 1 + a.Edition.Word.Length)} 6" : "2 0";
        Assert.Equal($"{a.Edition.Word} {result}", a.Values["native"]);
    });

    [Theory]
    [InlineData("receive", "{was} go{now}")]
    [InlineData("send", "{was} {now}")]
    [InlineData("select", "{was} go{now}")]
    [InlineData("map", "{was} 100{now}")]
    [InlineData("defer", "{was} {was}{now}")]
    [InlineData("cleanup", "{was} {now}{now}")]
    [InlineData("deep", "{was} {now}{was}{was}{was}{was}")]
    [InlineData("lock", "{was} {now}", 2)]
    [InlineData("condition", "{was} {now}")]
    [InlineData("read", "{was} {now}{now}")]
    [InlineData("ticker", "{was} go{now}")]
    [InlineData("thread", "{was} go{now}")]
    [InlineData("generic", "{was} go{now}")]
    [InlineData("timer", "{now}")]
    public void What_waits_in_a_replaced_function_ends_in_its_own_code_and_calls_that_in_effect(string name, string end, int count = 1) => Assert.All(
        program.Ends, e => Assert.Equal(Enumerable.Repeat(end.Replace("{was}", e.Was.Word).Replace("{now}", e.Now.Word), count), e.Ends[name]));

    [Fact]
    public void All_that_waited_has_ended_and_is_asserted_by_some_row() => Assert.All(
        program.Ends, e => Assert.Equal(RowsOf(nameof(What_waits_in_a_replaced_function_ends_in_its_own_code_and_calls_that_in_effect)).Order(), e.Ends.Select(g => g.Key).Order()));

    [Fact]
    public void All_cases_at_once_answer_the_same_while_memory_is_collected() => Assert.All(program.Loads, l => Assert.Equal("0 wrong true", l));

    private static IEnumerable<string> RowsOf(string method) =>
        typeof(GoCases).GetMethod(method)!.GetCustomAttributes<InlineDataAttribute>().Select(row => (string)row.Data[0]!);
}
