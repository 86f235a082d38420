using System.Globalization;
using Hotfixing.Binary;
using Hotfixing.Go.Compare;

namespace Hotfixing.Tests.Go;

public class TellingConstantsApart
{
    [Theory]
    // Lengths of the pieces, and which of the starts behind the first are believed.
    [InlineData("20 21 21 22 30", "1 2 3")]
    // One of 12 in 10 and 2, or in 2 and 10.
    [InlineData("9 10 10 2 12 13 30 31", "1 2 6")]
    [InlineData("9 11 2 10 12 13 30 31", "4 6")]
    // The names of an enumeration: slices of one string.
    [InlineData("15 16 16 17 18 19 20 60 7 5 9 12 14 15 61 62", "1 2 3 4 5 7")]
    // One in the middle of which alone something refers, so that the one before it seems longer.
    [InlineData("10 13 9 12 12 13 20", "3 4 5")]
    // Long ones, of which one may be two.
    [InlineData("100 150 160 310 311", "1 3")]
    public void A_constant_ends_where_the_next_is_sure_to_begin(string pieces, string believed)
    {
        var starts = new List<ImageAddress> { new(0x1000) };
        foreach (var piece in pieces.Split(' '))
        {
            starts.Add(starts[^1] + ulong.Parse(piece, CultureInfo.InvariantCulture));
        }

        var middles = ConstantMiddles.Among(starts).ToHashSet();
        Assert.Equal(believed, string.Join(' ', Enumerable.Range(1, starts.Count - 2).Where(i => !middles.Contains(starts[i]))));
    }

    [Theory]
    [InlineData("1.19")]
    [InlineData("1.24")]
    [InlineData("1.26")]
    public void A_string_is_compared_to_its_end_where_others_are_slices_of_it(string version)
    {
        var sources = ShopSource.Files
            .Replace("func small(", """
                const names = "numbersplainfractionalcardinalordinaloctalorbinaryrepresentationsA"

                var kinds = []string{names[0:7], names[7:12], names[12:22], names[22:37], names[37:53], names[53:]}

                //go:noinline
                func named(from, to int) string { return names[from:to] }

                func small(
                """)
            .Replace("usesSmall(len(os.Args))", "kinds, named(len(os.Args), 9)");
        var edited = sources.Replace("representationsA", "representationsB");
        Assert.Contains("main.named", Comparison.Of(BuiltPair.Of(version, sources), BuiltPair.Of(version, edited)).Names(FunctionChangeKind.Changed));
    }
}
