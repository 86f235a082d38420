using Hotfixing.Go.Check;
using Hotfixing.GoPrograms;

namespace Hotfixing.Tests.Go;

/// <summary>Edits after which old code must not reach a new version, since it would be handed, or hand over, what the other does not expect.</summary>
public class LeavingOldCodeAlone
{
    public static TheoryData<string> Versions => GoToolchain.Versions;

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

    private static CheckedChanges Check(string version, GoSources before, GoSources after) =>
        Comparison.Of(BuiltPair.Of(version, before), BuiltPair.Of(version, after)).Check();
}
