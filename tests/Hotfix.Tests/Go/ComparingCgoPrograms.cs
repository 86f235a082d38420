using Hotfixing.Binary.Elf;
using Hotfixing.Binary.GoSym;
using Hotfixing.Go.Build;
using Hotfixing.Go.Compare;
using Hotfixing.GoPrograms;

namespace Hotfixing.Tests.Go;

public class ComparingCgoPrograms
{
    public static TheoryData<string> Versions => ["1.19", "1.24", "1.26"];

    private static GoSources Sources => GoSources.OfMain("package main\n\nfunc shrinks(n int) int {\n\tdefer print()\n\treturn n\n}\n\nfunc main() { println(work(3), shrinks(1)) }\n")
        .With("level.c", "int level = 3;\n")
        .With("call.go", """
            package main

            /*
            #include <stdlib.h>
            #include <string.h>
            struct point { int x, y; };
            struct spot { int x, y; };
            extern int level;
            int goVisit(int);
            static int twice(int n) { return 2 * n; }
            static int visit(int n) { return goVisit(n) + 1; }
            static int first(struct point *p) { return p->x; }
            */
            import "C"
            import "unsafe"

            //export goVisit
            func goVisit(n C.int) C.int { return n + 1 }

            //go:noinline
            func work(n int) int {
            	text := C.CString("hello")
            	defer C.free(unsafe.Pointer(text))
            	p := C.struct_point{1, 2}
            	return int(C.twice(C.int(n))) + int(C.first(&p)) + int(C.strlen(text)) + int(C.visit(3)) + int(C.level)
            }

            """);

    [Theory]
    [MemberData(nameof(Versions))]
    public void The_same_sources_give_no_change_whatever_cgo_calls_its_functions(string version)
    {
        var comparison = Compare(version, Sources);
        Assert.DoesNotContain(comparison.Functions.Changes, c => c.Kind != FunctionChangeKind.Added);
        Assert.All(comparison.Names(FunctionChangeKind.Added), n => Assert.Matches(@"^main\.(hotfix_|init\.)", n));
        Assert.Empty(comparison.Check().Diagnostics);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void An_edit_in_a_file_that_imports_C_changes_the_function_it_is_in(string version)
    {
        var comparison = Compare(version, Sources.Replace("int(C.first(&p)) +", "10*int(C.first(&p)) +"));
        Assert.Equal(["main.work"], comparison.Names(FunctionChangeKind.Changed));
        var check = comparison.Check();
        Assert.Equal(["main.work"], check.Redirected);
        Assert.DoesNotContain(check.Diagnostics, d => d.Severity == Severity.Refusal);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_function_that_has_become_small_stays_in_a_program_with_C_code_too(string version)
    {
        var comparison = Compare(version, Sources.Replace("\tdefer print()\n\treturn n\n", "\treturn n * 2\n"));
        Assert.Equal(["main.main", "main.shrinks"], comparison.Names(FunctionChangeKind.Changed));
        Assert.DoesNotContain(comparison.Check().Diagnostics, d => d.Severity == Severity.Refusal || d.Id == "HF4006");
        Assert.Equal(["main.main", "main.shrinks"], comparison.Check().Redirected);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_function_that_C_calls_is_led_to_its_new_version_where_C_enters_it(string version)
    {
        var check = Compare(version, Sources.Replace("return n + 1", "return n + 2")).Check();
        Assert.Contains("_cgoexp_goVisit", check.Redirected);
        Assert.DoesNotContain(check.Diagnostics, d => d.Severity == Severity.Refusal);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_function_that_C_calls_with_other_parameters_is_not_entered_by_it(string version)
    {
        var check = Compare(version, Sources.Replace("goVisit(n C.int) C.int", "goVisit(n C.long) C.int").Replace("{ return n + 1 }", "{ return C.int(n) + 2 }")
            .Replace("int goVisit(int)", "int goVisit(long)")).Check();
        Assert.DoesNotContain("_cgoexp_goVisit", check.Redirected);
        Assert.Contains(check.Diagnostics, d => d.Id == "HF4006" && d.What.Contains("_cgoexp_goVisit", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("1.19", "static int twice(int n)", "static long twice(long n)", "C.twice(C.int(n))", "C.twice(C.long(n))", "main._Cfunc_twice")]
    [InlineData("1.24", "static int twice(int n)", "static long twice(long n)", "C.twice(C.int(n))", "C.twice(C.long(n))", "main._Cfunc_twice")]
    [InlineData("1.19", "first(struct point *p)", "first(struct spot *p)", "C.struct_point{1, 2}", "C.struct_spot{1, 2}", "main._Cfunc_first")]
    [InlineData("1.26", "first(struct point *p)", "first(struct spot *p)", "C.struct_point{1, 2}", "C.struct_spot{1, 2}", "main._Cfunc_first")]
    public void A_C_function_that_takes_other_parameters_is_refused(string version, string before, string after, string call, string newCall, string function)
    {
        var check = Compare(version, Sources.Replace(before, after).Replace(call, newCall)).Check();
        Assert.Contains(function, Assert.Single(check.Diagnostics, d => d.Id == "HF4024").What);
    }

    [Theory]
    [InlineData("main._cgo_4f23874f747b_Cfunc_free", "main._cgo_Cfunc_free")]
    [InlineData("example.com/a%2eb._cgo_4f23874f747b_Cfunc_free", "example.com/a%2eb._cgo_Cfunc_free")]
    [InlineData("_cgo_4f23874f747b_Cfunc_free", "_cgo_Cfunc_free")]
    [InlineData("_cgoexp_4f23874f747b_goVisit", "_cgoexp_goVisit")]
    [InlineData("_cgo_panic", "_cgo_panic")]
    [InlineData("main._cgo_cmalloc", "main._cgo_cmalloc")]
    [InlineData("main.x_cgo_4f23874f747b_y", "main.x_cgo_4f23874f747b_y")]
    public void The_hash_of_a_name_of_cgo_says_nothing(string name, string expected) => Assert.Equal(expected, CgoName.WithoutHash(name));

    private static Comparison Compare(string version, GoSources edited)
    {
        var program = GoProgram.Build(GoToolchain.Require(version), Sources, new GoBuildOptions { Cgo = true });
        var file = ElfFile.Read(program.Executable);
        var rebuilt = ProgramRebuild.Run(GoProgram.Write(edited), BuildSettingsReader.Read(file), [.. MissingFunctions.FunctionsIn(file)], null);
        var pair = Comparison.PairOf(file, ElfFile.Parse(rebuilt.Object, "go.o"));
        return new Comparison(pair, new ProgramComparison(pair, rebuilt.StandardPackages.Contains));
    }
}
