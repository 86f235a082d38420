using Hotfixing.Go.Check;
using Hotfixing.Go.Compare;
using Hotfixing.GoPrograms;

namespace Hotfixing.Tests.Go;

public class CheckingGoPatches
{
    public static TheoryData<string, string, Severity, string, string[]> Fixtures
    {
        get
        {
            var data = new TheoryData<string, string, Severity, string, string[]>();
            foreach (var version in new[] { "1.19", "1.24", "1.26" })
            {
                data.Add(version, "HF4002", Severity.Refusal, "main.basket", ["owner string\n", "owner string\n\tnote string\n"]);
                data.Add(version, "HF4002", Severity.Refusal, "stock.Item", ["Cents int64", "Cents uint64"]);
                data.Add(version, "HF4003", Severity.Refusal, "main.priced",
                    ["interface{ Price() float64 }", "interface{ Price() float64; Cost() int64 }", "func (i Item) Price", "func (i Item) Cost() int64 { return i.Cents }\nfunc (i Item) Price"]);
                data.Add(version, "HF4004", Severity.Refusal, "main.visits", ["var visits int", "var visits uint", "wait(&visits)", "wait(new(int))"]);
                data.Add(version, "HF4004", Severity.Refusal, "main.limits", ["var limits = [4]int{1, 2, 3, 4}", "var limits = [5]int{1, 2, 3, 4, 5}"]);
                data.Add(version, "HF4005", Severity.Warning, "main.greeting", ["\"welcome\"", "\"goodday\""]);
                data.Add(version, "HF4005", Severity.Warning, "main.limits", ["{1, 2, 3, 4}", "{1, 2, 3, 5}"]);
                data.Add(version, "HF4006", Severity.Warning, "main.usesSmall",
                    ["usesSmall(a int) int { return", "usesSmall(a int, b string) int { return len(b) +", "usesSmall(len(os.Args))", "usesSmall(len(os.Args), os.Args[0])"]);
                data.Add(version, "HF4008", Severity.Warning, "main.counter.func1",
                    ["return func() int { n += step; visits++; return n }", "m := step * 2\n\treturn func() int { n += step + m; m++; visits++; return n }"]);
                data.Add(version, "HF4008", Severity.Warning, "main.main.func1",
                    ["run(func", "run(func(s string) { println(s, s, len(os.Args)) })\n\trun(func"]);
                data.Add(version, "HF4008", Severity.Warning, "main.main.func1",
                    ["run(func(s string) { println(s, visits) })", "run(say)", "func small(", "func say(s string) { println(s, visits) }\n\nfunc small("]);
                data.Add(version, "HF4023", Severity.Warning, "main.largest[go.shape.float64", [", largest([]float64{1, 2})", ""]);
                data.Add(version, "HF4010", Severity.Refusal, "main.wait", ["*p != 0", "*p != 1"]);
                data.Add(version, "HF4012", Severity.Warning, "stock.Item", ["func (i Item) Price", "func (i Item) Cost() int64 { return i.Cents }\nfunc (i Item) Price", "priced(stock.Item{})", "priced(stock.Item{}), stock.Item{}.Cost()"]);
                data.Add(version, "HF4015", Severity.Warning, "main.init.0", ["visits = 1 }", "visits = 2 }"]);
                data.Add(version, "HF4026", Severity.Warning, "main.visits is gone, and main.visitors is new",
                    ["var visits int", "var visitors int", "visits = 1", "visitors = 1", "visits++", "visitors++", "println(s, visits)", "println(s, visitors)", "wait(&visits)", "wait(&visitors)", ", visits, priced", ", visitors, priced"]);
                data.Add(version, "HF4026", Severity.Warning, "main.visits is gone, and example.com/shop/stock.Visits is new",
                    ["var visits int", "", "visits = 1", "stock.Visits = 1", "visits++", "stock.Visits++", "println(s, visits)", "println(s, stock.Visits)", "wait(&visits)", "wait(&stock.Visits)", ", visits, priced", ", stock.Visits, priced", "type Item struct", "var Visits int\n\ntype Item struct"]);
                data.Add(version, "HF4013", Severity.Note, "main.weekday", [", weekday(len(os.Args))", "", "func weekday", "func Unused"]);
            }

            return data;
        }
    }

    private static GoSources Sources => ShopSource.Files
        .Replace("var visits int", "var visits int\n\nfunc init() { visits = 1 }")
        .Replace("func small(", "//go:noinline\nfunc nothing() {}\n\n//go:noinline\nfunc wait(p *int) {\n\tfor *p != 0 {\n\t}\n}\n\n//go:noinline\nfunc run(f func(string)) { f(greeting) }\n\nfunc small(")
        .Replace("next := counter(2)", "next := counter(2)\n\trun(func(s string) { println(s, visits) })\n\tnothing()\n\twait(&visits)");

    [Theory]
    [InlineData("1.19")]
    [InlineData("1.26")]
    public void Methods_of_one_name_from_several_packages_are_told_apart(string version)
    {
        var sources = GoSources.OfMain("""
            package main

            import "example.com/subject/inner"

            type both struct{ inner.Base }

            func (both) close() string { return "both" }

            func main() {
                var all interface{} = both{}
                println(inner.Close(all), all.(interface{ close() string }).close())
            }

            """).With("inner/inner.go", """
            package inner

            type Base struct{}

            func (Base) close() int { return 1 }

            func Close(value interface{}) int { return value.(interface{ close() int }).close() }

            """);
        var running = BuiltPair.Of(version, sources);
        Assert.Contains(Comparison.Of(running, running).Pair.Types.Bound.Values, t => t.Methods.Count(m => m.Name.Text == "close") == 2);
        Assert.Empty(Comparison.Of(running, running).Check().Diagnostics);
        var edited = sources.Replace("func (Base) close() int { return 1 }", "func (Base) close() int { return 1 }\n\nfunc (Base) Reset() {}")
            .Replace("var all", "(both{}).Reset()\n    var all");
        Assert.Contains(Comparison.Of(running, BuiltPair.Of(version, edited)).Check().Diagnostics, d => d.Id == "HF4012" && d.What.Contains("it gets Reset", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void What_must_not_be_or_is_to_be_known_is_found(string version, string id, Severity severity, string name, string[] edits)
    {
        var edited = edits.Chunk(2).Aggregate(Sources, (s, e) => s.Replace(e[0], e[1]));
        var check = Comparison.Of(BuiltPair.Of(version, Sources), BuiltPair.Of(version, edited)).Check();
        var diagnostic = Assert.Single(check.Diagnostics, d => d.Id == id && d.What.Contains(name, StringComparison.Ordinal));
        Assert.Equal(severity, diagnostic.Severity);
        if (id is "HF4006" or "HF4008")
        {
            Assert.DoesNotContain(name, check.Redirected);
            Assert.Equal(!diagnostic.What.Contains("the new build has no such", StringComparison.Ordinal), check.Changed.Contains(name));
        }
    }

    public static TheoryData<string, string, string, string> NamedTypes
    {
        get
        {
            var data = new TheoryData<string, string, string, string>();
            foreach (var version in GoToolchain.Versions)
            {
                data.Add(version, "cents", "int32", "int64");
                data.Add(version, "cents", "int32", "float32");
                data.Add(version, "row", "[4]int32", "[5]int32");
                data.Add(version, "row", "[4]int32", "[4]uint32");
                data.Add(version, "visitor", "func(cents)", "func(cents) bool");
                data.Add(version, "link", "*int32", "*int64");
                data.Add(version, "ledger", "map[string]int32", "map[string]int64");
                data.Add(version, "wire", "chan int32", "chan string");
                data.Add(version, "point", "struct{ x, y int32 }", "[2]int32");
                data.Add(version, "field", "[2]int32", "struct{ x, y int32 }");
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(NamedTypes))]
    public void A_type_that_is_no_struct_and_has_no_descriptor_is_compared_too(string version, string name, string before, string after)
    {
        var sources = ShopSource.Files
            .Replace("func small(", """
                type cents int32
                type row [4]int32
                type visitor func(cents)
                type link *int32
                type ledger map[string]int32
                type wire chan int32
                type point struct{ x, y int32 }
                type field [2]int32

                //go:noinline
                func placed(p *point, f *field) bool { return p == nil && f == nil && visits > 0 }

                //go:noinline
                func typed(c cents, r row, v visitor, k link, l ledger, w wire) int {
                	if v == nil && k == nil && l == nil && w == nil {
                		return int(c) + int(r[1])
                	}
                	return visits
                }

                func small(
                """)
            .Replace("usesSmall(len(os.Args))", "typed(cents(len(os.Args)), row{1, 2, 3, 4}, nil, nil, nil, nil), placed(nil, nil)");
        var edited = sources.Replace($"type {name} {before}\n", $"type {name} {after}\n");
        var check = Comparison.Of(BuiltPair.Of(version, sources), BuiltPair.Of(version, edited)).Check();
        Assert.Contains(check.Diagnostics, d => d.Id == "HF4002" && d.What.Contains($"main.{name} changed", StringComparison.Ordinal));
        Assert.Empty(Comparison.Of(BuiltPair.Of(version, sources), BuiltPair.Of(version, sources)).Check().Diagnostics);
    }

    [Theory]
    [MemberData(nameof(GoToolchain.Versions), MemberType = typeof(GoToolchain))]
    public void Another_result_is_seen_of_a_function_that_is_inlined_too(string version)
    {
        var sources = Sources.Replace("func nothing() {}", "func nothing() {\n\tf := small\n\tif visits > 3 {\n\t\tf = least\n\t}\n\tprintln(f(2))\n}\n\nfunc least(a int) int { return a * 7 }");
        var edited = sources.Replace("func small(a int) int { return a*3 + 1 }", "func small(a int) float64 { return float64(a)*3 + 1 }")
            .Replace("least(a int) int { return a * 7 }", "least(a int) float64 { return float64(a) * 7 }").Replace("return small(a)", "return int(small(a))");
        var check = Comparison.Of(BuiltPair.Of(version, sources), BuiltPair.Of(version, edited)).Check();
        Assert.DoesNotContain("main.small", check.Redirected);
        Assert.Contains(check.Diagnostics, d => d.Id == "HF4006" && d.What.Contains("main.small changed from (int -> int) to (int -> float64)", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(GoToolchain.Versions), MemberType = typeof(GoToolchain))]
    public void A_function_that_is_chosen_calls_the_new_versions_of_those_that_old_code_cannot_call(string version)
    {
        var edited = Sources.Replace("usesSmall(a int) int { return small(a)", "usesSmall(s string, a int) int { return len(s) + small(a)")
            .Replace("usesSmall(len(os.Args))", "usesSmall(os.Args[0], len(os.Args))").Replace("\"monday\"", "\"mondax\"");
        var check = Comparison.Of(BuiltPair.Of(version, Sources), BuiltPair.Of(version, edited)).Check();
        var diagnostics = new List<Diagnostic>();
        var chosen = new FunctionFilter(["main"], diagnostics).Resolve(check);
        Assert.Equal(["main.main"], chosen.Redirected);
        Assert.Contains("main.usesSmall", chosen.Changed);
        Assert.DoesNotContain("main.weekday", chosen.Changed);
        Assert.Contains("main.weekday", Assert.Single(diagnostics).What, StringComparison.Ordinal);
    }

    private static GoSources Generic => ShopSource.Files
        .Replace("func small(", """
            type shelf[T any] struct{ all []T }

            //go:noinline
            func (s *shelf[T]) put(x T) string { s.all = append(s.all, x); return fmt.Sprint(x) }

            //go:noinline
            func inner[T any](x T) string { return fmt.Sprint(x, "inner") }

            //go:noinline
            func outer[T any](x T) string { return inner(x) + "outer" }

            //go:noinline
            func maker[T any](x T) func() string { return func() string { return fmt.Sprint(x, "made") } }

            //go:noinline
            func caller(b *basket) string { return outer(b) + maker(b)() + (&shelf[*basket]{}).put(b) }

            func small(
            """)
        .Replace("usesSmall(len(os.Args))", "usesSmall(len(os.Args)), caller(b)");

    [Theory]
    [MemberData(nameof(GoToolchain.Versions), MemberType = typeof(GoToolchain))]
    public void A_generic_function_that_looks_for_other_types_is_not_called_by_old_code(string version)
    {
        var edited = Generic.Replace("fmt.Sprint(x, \"inner\")", "fmt.Sprint([]T{x}, \"inner\")").Replace("fmt.Sprint(x, \"made\")", "fmt.Sprint([]T{x}, \"made\")")
            .Replace("return fmt.Sprint(x) }", "return fmt.Sprint(map[string]T{\"\": x}) }");
        var check = Comparison.Of(BuiltPair.Of(version, Generic), BuiltPair.Of(version, edited)).Check();
        foreach (var name in new[] { "main.inner[", "main.outer[", "main.maker[", "main.(*shelf[" })
        {
            Assert.Contains(check.Changed, f => f.StartsWith(name, StringComparison.Ordinal));
            Assert.DoesNotContain(check.Redirected, f => f.StartsWith(name, StringComparison.Ordinal));
        }

        foreach (var name in new[] { "main.inner[", "main.outer[", "main.(*shelf[" })
        {
            Assert.Contains(check.Diagnostics, d => d.Id == "HF4025" && d.What.StartsWith(name, StringComparison.Ordinal));
        }

        Assert.Contains("main.caller", check.Redirected);
    }

    [Theory]
    [MemberData(nameof(GoToolchain.Versions), MemberType = typeof(GoToolchain))]
    public void What_an_earlier_patch_brought_is_told_apart_by_the_types_it_looks_for(string version)
    {
        var running = BuiltPair.Of(version, Generic);
        IEnumerable<string?> Shapes(string body)
        {
            var edited = BuiltPair.Of(version, Generic.Replace("fmt.Sprint(x, \"inner\")", body));
            var comparison = Comparison.Of(running, edited);
            var shapes = new TypeShapes(comparison.Pair.ObjectInformation, comparison.Functions.Dictionaries, edited.StandardPackages.Contains);
            return comparison.Pair.Object.Functions.Keys.Where(f => f.StartsWith("main.inner[", StringComparison.Ordinal) || f.StartsWith("main.outer[", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal).Select(shapes.OfFunction).ToList();
        }

        var before = Shapes("fmt.Sprint(x, \"inner\")");
        Assert.All(before, Assert.NotNull);
        Assert.Equal(before, Shapes("fmt.Sprint(x, \"other\")"));
        Assert.Empty(before.Intersect(Shapes("fmt.Sprint([]T{x}, \"inner\")")));
    }

    [Theory]
    [MemberData(nameof(GoToolchain.Versions), MemberType = typeof(GoToolchain))]
    public void A_generic_function_that_is_called_for_other_types_only_is_not_called_by_old_code(string version)
    {
        var edited = Generic.Replace("return outer(b)", "return outer(&b.owner)");
        var check = Comparison.Of(BuiltPair.Of(version, Generic), BuiltPair.Of(version, edited)).Check();
        Assert.Contains(check.Diagnostics, d => d.Id == "HF4025" && d.What.StartsWith("main.outer[", StringComparison.Ordinal));
        Assert.DoesNotContain(check.Redirected, f => f.StartsWith("main.outer[", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(GoToolchain.Versions), MemberType = typeof(GoToolchain))]
    public void A_generic_function_that_looks_for_the_same_types_is_redirected(string version)
    {
        var edited = Generic.Replace("\"inner\"", "\"other\"").Replace("return fmt.Sprint(x) }", "return fmt.Sprint(x) + greeting }");
        var check = Comparison.Of(BuiltPair.Of(version, Generic), BuiltPair.Of(version, edited)).Check();
        Assert.DoesNotContain(check.Diagnostics, d => d.Id == "HF4025");
        Assert.Contains(check.Redirected, f => f.StartsWith("main.inner[", StringComparison.Ordinal));
        Assert.Contains(check.Redirected, f => f.StartsWith("main.(*shelf[", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(GoToolchain.Versions), MemberType = typeof(GoToolchain))]
    public void A_function_that_calls_itself_is_redirected(string version)
    {
        var sources = Sources.Replace("//go:noinline\nfunc nothing", "//go:noinline\nfunc depth(n int) int {\n\tif n == 0 {\n\t\treturn visits\n\t}\n\treturn depth(n-1) + 1\n}\n\n//go:noinline\nfunc nothing")
            .Replace("\tnothing()", "\tprintln(depth(3))\n\tnothing()");
        var check = Comparison.Of(BuiltPair.Of(version, sources), BuiltPair.Of(version, sources.Replace("depth(n-1) + 1", "depth(n-1) + 2"))).Check();
        Assert.DoesNotContain(check.Diagnostics, d => d.Severity == Severity.Refusal);
        Assert.Contains("main.depth", check.Redirected);
    }

    [Theory]
    [InlineData("1.22", "exe")]
    [InlineData("1.24", "pie")]
    [InlineData("1.26", "exe")]
    public void A_loop_that_comes_back_to_the_first_instruction_by_a_table_only_is_refused(string version, string mode)
    {
        var sources = ShopSource.Files
            .Replace("func small(", """
                type scanner struct {
                	at   uint8
                	text [256]uint8
                }

                //go:noinline
                func (s *scanner) next() int {
                	for {
                		s.at++
                		switch s.text[s.at] {
                		case 'a', 'c', 'e', 'g', 'i', 'k':
                		case 'b':
                			return 1
                		case 'd':
                			return 22
                		case 'f':
                			return 5
                		case 'h':
                			return 91
                		case 'j':
                			return 14
                		case 'l':
                			return 8
                		case 'm':
                			return 77
                		case 'n':
                			return 3
                		default:
                			return visits
                		}
                	}
                }

                func small(
                """)
            .Replace("usesSmall(len(os.Args))", "(&scanner{}).next()");
        var check = Comparison.Of(BuiltPair.Of(version, sources, mode), BuiltPair.Of(version, sources.Replace("return 91", "return 92"), mode)).Check();
        var refusal = Assert.Single(check.Diagnostics, d => d.Id == "HF4010");
        Assert.Contains("main.(*scanner).next cannot be led to its new version: it is a loop from its first instruction on", refusal.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("exe", "-gcflags=all=-N -l", "")]
    [InlineData("exe", "", "-gcflags=all=-N -l")]
    public void A_build_with_other_settings_is_refused(string mode, string running, string edited)
    {
        static string[] Flags(string flag) => flag.Length == 0 ? [] : [flag];
        var check = Comparison.Of(
            BuiltPair.Of("1.24", ShopSource.Files, mode, flags: Flags(running)),
            BuiltPair.Of("1.24", ShopSource.Files, mode, flags: Flags(edited))).Check();
        Assert.Equal("HF4001", Assert.Single(check.Diagnostics).Id);
        Assert.Empty(check.Redirected);
    }

    [Theory]
    [InlineData("1.19")]
    [InlineData("1.26")]
    public void A_function_of_unknown_parameters_is_refused(string version)
    {
        var running = BuiltPair.Of(version, ShopSource.Files, flags: "-gcflags=-dwarf=false");
        var check = Comparison.Of(running, BuiltPair.Of(version, ShopSource.Files.Replace("\"monday\"", "\"mondax\""))).Check();
        var diagnostic = Assert.Single(check.Diagnostics, d => d.Severity == Severity.Refusal);
        Assert.Equal("HF4007", diagnostic.Id);
        Assert.Contains("main.weekday", diagnostic.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.19")]
    [InlineData("1.26")]
    public void Assembly_that_changed_is_led_to_its_new_version(string version)
    {
        static GoSources Assembly(string instruction) => ShopSource.Files
            .With("twice.go", "package main\n\nfunc twice(n int) int\n")
            .With("twice_amd64.s", $"#include \"textflag.h\"\n\nTEXT \u00b7twice(SB), NOSPLIT, $0-16\n\tMOVQ n+0(FP), AX\n\t{instruction}\n\tMOVQ AX, ret+8(FP)\n\tRET\n")
            .Replace("usesSmall(len(os.Args))", "twice(len(os.Args))");
        var check = Comparison.Of(BuiltPair.Of(version, Assembly("ADDQ AX, AX")), BuiltPair.Of(version, Assembly("SHLQ $1, AX"))).Check();
        Assert.Equal(["main.twice.abi0"], check.Redirected);
        Assert.Empty(check.Diagnostics);

        var other = Assembly("SHLQ $1, AX").Replace("func twice(n int) int", "func twice(n int32) int").Replace("twice(len(os.Args))", "twice(3)");
        var refused = Comparison.Of(BuiltPair.Of(version, Assembly("ADDQ AX, AX")), BuiltPair.Of(version, other)).Check();
        Assert.Contains(refused.Diagnostics, d => d.Id == "HF4007" && d.What.StartsWith("main.twice.abi0", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("1.19")]
    [InlineData("1.26")]
    public void A_changed_function_with_a_name_that_others_have_is_refused(string version)
    {
        static GoSources Assembly(string instruction) => new[] { ("", "main", "ADDQ AX, AX"), ("stock/", "stock", instruction) }.Aggregate(ShopSource.Files, (s, p) => s
            .With(p.Item1 + "twice.go", $"package {p.Item2}\n\nfunc Twice(n int) int\n")
            .With(p.Item1 + "twice_amd64.s", "#include \"textflag.h\"\n\nTEXT \u00b7Twice(SB), NOSPLIT, $0-16\n\tMOVQ n+0(FP), AX\n\tCALL helper<>(SB)\n\tMOVQ AX, ret+8(FP)\n\tRET\n\n"
                + $"TEXT helper<>(SB), NOSPLIT, $0-0\n\t{p.Item3}\n\tRET\n"))
            .Replace("usesSmall(len(os.Args))", "Twice(len(os.Args)), stock.Twice(3)");
        var before = BuiltPair.Of(version, Assembly("SHLQ $1, AX"));
        Assert.Empty(Comparison.Of(before, before).Check().Diagnostics);
        var check = Comparison.Of(before, BuiltPair.Of(version, Assembly("SHLQ $2, AX"))).Check();
        Assert.Equal("HF4011", Assert.Single(check.Diagnostics, d => d.Severity == Severity.Refusal).Id);
    }
}
