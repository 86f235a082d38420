using Hotfixing.DotNet.Check;

namespace Hotfixing.Tests.DotNet;

/// <summary>Which functions the names that a patch is limited to mean.</summary>
public sealed class NamingFunctions
{
    private static readonly string[] s_changed = ["Cart.Total()", "Shop.Cart.Total()", "Shop.Cart.Total(int)", "Shop.Till.Open(string)"];

    [Theory]
    [InlineData("Cart.Total()")]
    [InlineData("Shop.Cart.Total()")]
    [InlineData("Shop.Cart.Total(int)")]
    public void A_name_as_the_plan_prints_it_means_that_function_alone(string name) => Assert.Equal([name], Resolve(name));

    [Theory]
    [InlineData("Open")]
    [InlineData("Till.Open")]
    [InlineData("Shop.Till.Open")]
    [InlineData("Open(string)")]
    public void The_end_of_a_name_is_enough_when_only_one_has_it(string name) =>
        Assert.Equal(["Shop.Till.Open(string)"], Resolve(name));

    [Theory]
    [InlineData("HF3018", "Total")]
    [InlineData("HF3018", "Shop.Cart.Total")]
    [InlineData("HF3017", "Till.Close")]
    public void A_name_that_means_several_or_none_is_refused(string id, string name) => Assert.Equal([id], Resolve(name));

    /// <summary>The functions, and the ids of what was refused.</summary>
    private static string[] Resolve(string name)
    {
        var diagnostics = new List<Diagnostic>();
        var chosen = new FunctionFilter([name], diagnostics).Resolve(s_changed);
        return [.. chosen, .. diagnostics.Select(d => d.Id)];
    }
}
