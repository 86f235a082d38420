using Hotfixing.Go.Compare;
using Hotfixing.GoPrograms;

namespace Hotfixing.Tests.Go;

public class ComparingGoPrograms
{
    public static TheoryData<string, string, bool> Builds
    {
        get
        {
            var data = new TheoryData<string, string, bool>();
            foreach (var version in GoToolchain.Versions)
            {
                data.Add(version, "exe", false);
                data.Add(version, "pie", false);
                data.Add(version, "exe", true);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Builds))]
    public void The_same_sources_give_no_change_at_all(string version, string mode, bool cgo)
    {
        var build = BuiltPair.Of(version, ShopSource.Files, mode, cgo);
        var comparison = Comparison.Of(build, build);
        Assert.Empty(comparison.Functions.Changes);
        Assert.Empty(comparison.Functions.AmbiguousChanges);
        Assert.True(comparison.Functions.ComparedStandard > 1000);
        Assert.Empty(comparison.Check().Diagnostics);
    }

    [Theory]
    [InlineData("1.24", "-X=main.greeting=hello", "-trimpath")]
    [InlineData("1.19", "", "-gcflags=all=-N -l")]
    [InlineData("1.26", "-s", "-tags=x")]
    public void The_same_settings_give_no_change_at_all(string version, string linkerFlags, string flag)
    {
        var build = BuiltPair.Of(version, ShopSource.Files, linkerFlags: linkerFlags == "-s" ? "" : linkerFlags, flags: [flag]);
        Assert.Empty(Comparison.Of(build, build).Functions.Changes);
    }

    public static TheoryData<string, string, string, string[]> Edits
    {
        get
        {
            var data = new TheoryData<string, string, string, string[]>();
            foreach (var version in GoToolchain.Versions)
            {
                // A constant in the code; a constant string of the same length; an inlined function; a method of another package.
                data.Add(version, "return len(b.items)", "return len(b.items) + 1", ["main.(*basket).add"]);
                data.Add(version, "\"monday\"", "\"mondax\"", ["main.weekday"]);
                data.Add(version, "return a*3 + 1", "return a*5 + 1", ["main.usesSmall"]);
                data.Add(version, "n += step; visits++; return n", "n += step; visits += 2; return n", ["main.counter.func1"]);
                data.Add(version, "v > most", "v >= most", ["main.largest[go.shape.float64"]);

                // Another type, another variable, another function, another table.
                data.Add(version, "case int:\n\t\treturn", "case uint:\n\t\treturn", ["main.describe"]);
                data.Add(version, "limits[a&3]", "others[a&3]", ["main.usesSmall"]);
                data.Add(version, "panic(ErrMissing)", "panic(ErrOther)", ["example.com/shop/stock.Find"]);
                data.Add(version, "return \"never\"", "return \"neverr\"", ["main.weekday"]);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Edits))]
    public void An_edit_changes_the_functions_it_is_in(string version, string before, string after, string[] functions)
    {
        // Declared from the start, so that only their use is an edit.
        (string, string)[] declared =
        [
            ("var visits int", "var visits int\nvar others = [4]int{1, 2, 3, 4}\nfunc init() { println(&others) }"),
            ("var ErrMissing", "var ErrOther = errors.New(\"other\")\nvar ErrMissing"),
        ];
        var sources = declared.Aggregate(ShopSource.Files, (s, e) => s.Replace(e.Item1, e.Item2));
        var comparison = Comparison.Of(BuiltPair.Of(version, sources), BuiltPair.Of(version, sources.Replace(before, after)));
        var changed = comparison.Functions.Changes.Where(c => c.Kind == FunctionChangeKind.Changed).ToList();
        foreach (var function in functions)
        {
            Assert.Contains(changed, c => c.Function.StartsWith(function, StringComparison.Ordinal));
        }

        Assert.DoesNotContain(changed, c => c.IsStandard);
        Assert.True(changed.Count <= functions.Length + 1, string.Join("; ", changed));
        Assert.All(changed, c => Assert.NotEmpty(c.Reason));
        var check = comparison.Check();
        Assert.DoesNotContain(check.Diagnostics, d => d.Severity == Severity.Refusal);
        Assert.All(functions, f => Assert.Contains(check.Redirected, r => r.StartsWith(f, StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(GoToolchain.Versions), MemberType = typeof(GoToolchain))]
    public void What_only_one_of_them_has_is_added_or_removed(string version)
    {
        var comparison = Comparison.OfShop(
            version,
            ("func small(a int)", "//go:noinline\nfunc fresh(a int) int { return a ^ visits }\n\nfunc small(a int)"),
            ("return small(a) + limits[a&3]", "return fresh(a) + limits[a&3]"),
            ("weekday(len(os.Args))", "\"-\""));
        Assert.Equal(["main.fresh"], comparison.Names(FunctionChangeKind.Added));
        Assert.Contains("main.weekday", comparison.Names(FunctionChangeKind.Removed));
        Assert.Contains("main.usesSmall", comparison.Names(FunctionChangeKind.Changed));
    }

    [Fact]
    public void What_a_function_uses_instead_is_said()
    {
        var reasons = Comparison.OfShop("1.24", ("fmt.Sprint(\"worth \", x.Price())", "fmt.Sprint(\"worth \", float32(x.Price()))"), ("\"monday\"", "\"mondax\"")).Functions.Changes
            .ToDictionary(c => c.Function, c => c.Reason);
        Assert.Contains("its code", reasons["main.describe"], StringComparison.Ordinal);
        Assert.Contains("other bytes", reasons["main.weekday"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("main.(*basket).add", "main")]
    [InlineData("example.com/shop/stock.Item.Price", "example.com/shop/stock")]
    [InlineData("gopkg.in/yaml%2ev3.Marshal", "gopkg.in/yaml.v3")]
    [InlineData("slices.SortFunc[go.shape.[]example.com/a.B,go.shape.int]", "slices")]
    [InlineData("type:.eq.main.basket", "")]
    [InlineData("cmpbody", "")]
    [InlineData("go.buildinfo", "")]
    [InlineData("go.uber.org/zap.global", "go.uber.org/zap")]
    public void A_name_tells_its_package(string name, string package) => Assert.Equal(package, SymbolName.Package(name));

    [Theory]
    [InlineData("main.visits", true)]
    [InlineData("main..inittask", true)]
    [InlineData("main..stmp_3", false)]
    [InlineData("main.weekday.jump7", false)]
    [InlineData("main.jump", true)]
    [InlineData("go:itab.*os.File,io.Writer", false)]
    [InlineData("go.string.*", false)]
    [InlineData("go.uber.org/zap.global", true)]
    [InlineData("main..dict.largest[int]", false)]
    public void Names_with_numbers_of_the_compiler_are_not_believed(string name, bool isStable) => Assert.Equal(isStable, SymbolName.IsStable(name));
}
