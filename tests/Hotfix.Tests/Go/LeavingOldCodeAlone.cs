using Hotfixing.Go.Check;
using Hotfixing.GoPrograms;

namespace Hotfixing.Tests.Go;

/// <summary>Edits after which old code must not reach a new version, since it would be handed, or hand over, what the other does not expect.</summary>
public class LeavingOldCodeAlone
{
    public static TheoryData<string> Versions => GoToolchain.Versions;

    private static GoSources Generic => ShopSource.Files
        .Replace("func small(", """
            //go:noinline
            func inner[T any](x T) string { return fmt.Sprintf("%T", []T{x}) }

            //go:noinline
            func outer[T any](x T) string { return inner(x) }

            //go:noinline
            func useOuter(n int) string { return outer(n) }

            func small(
            """)
        .Replace("usesSmall(len(os.Args))", "useOuter(len(os.Args))");

    private static GoSources Literals => ShopSource.Files
        .Replace("func small(", """
            var first = func() string { return "first of two" }
            var second = func() string { return "the second" }

            //go:noinline
            func both() string { return first() + second() }

            func small(
            """)
        .Replace("usesSmall(len(os.Args))", "both()");

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_generic_function_with_another_dictionary_is_called_by_new_code_alone_and_so_is_who_passes_the_dictionary_on(string version)
    {
        var check = Check(version, Generic, Generic.Replace("[]T{x}", "map[string]T{\"a\": x}"));
        var generics = check.Changed.Where(f => f.Contains("go.shape", StringComparison.Ordinal)).ToList();
        Assert.Contains(generics, f => f.StartsWith("main.inner[", StringComparison.Ordinal));
        Assert.Contains(generics, f => f.StartsWith("main.outer[", StringComparison.Ordinal));
        Assert.DoesNotContain(generics, check.Redirected.Contains);
        Assert.Contains("main.useOuter", check.Redirected);
        var diagnostic = Assert.Single(check.Diagnostics, d => d.Id == "HF4025");
        Assert.All(generics, f => Assert.Contains(f, diagnostic.What, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_generic_function_with_the_same_dictionary_is_replaced_for_old_code_too(string version)
    {
        var check = Check(version, Generic, Generic.Replace("\"%T\", []T{x}", "\"%T!\", []T{x}"));
        Assert.Contains(check.Redirected, f => f.StartsWith("main.inner[", StringComparison.Ordinal));
        Assert.DoesNotContain(check.Diagnostics, d => d.Id == "HF4025");
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Literals_of_variables_that_changed_places_are_not_taken_for_each_other(string version)
    {
        var swapped = Literals.Replace("var first = func() string { return \"first of two\" }\n", "")
            .Replace("return \"the second\" }\n", "return \"the second\" }\nvar first = func() string { return \"first of two\" }\n");
        var check = Check(version, Literals, swapped);
        Assert.DoesNotContain(check.Redirected, f => f.Contains(".func", StringComparison.Ordinal));
        Assert.Contains(check.Diagnostics, d => d.Id == "HF4008" && d.What.Contains("which literal is which", StringComparison.Ordinal));

        var edited = Check(version, Literals, Literals.Replace("first of two", "first of one").Replace("the second", "the sequel"));
        Assert.Equal(2, edited.Redirected.Count(f => f.Contains(".func", StringComparison.Ordinal)));
        Assert.DoesNotContain(edited.Diagnostics, d => d.Id == "HF4008");
    }

    [Fact]
    public void A_patch_of_some_functions_brings_along_what_they_call_otherwise_than_before()
    {
        var edited = ShopSource.Files.Replace("usesSmall(a int) int { return", "usesSmall(a int, b string) int { return len(b) +")
            .Replace("usesSmall(len(os.Args))", "usesSmall(len(os.Args), os.Args[0])");
        var diagnostics = new List<Diagnostic>();
        var chosen = new FunctionFilter(["main.main"], diagnostics).Resolve(Check("1.24", ShopSource.Files, edited));
        Assert.Equal(["main.main"], chosen.Redirected);
        Assert.Contains("main.usesSmall", chosen.Changed);
    }

    private static CheckedChanges Check(string version, GoSources before, GoSources after) =>
        Comparison.Of(BuiltPair.Of(version, before), BuiltPair.Of(version, after)).Check();
}
