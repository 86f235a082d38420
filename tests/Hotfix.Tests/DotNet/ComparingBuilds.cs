using System.Reflection.Metadata;
using Hotfixing.DotNet.Compare;
using Microsoft.CodeAnalysis;

namespace Hotfixing.Tests.DotNet;

/// <summary>What counts as changed between two builds.</summary>
public sealed class ComparingBuilds
{
    private const string Shop = """
        namespace Shop;
        public class Cart<T> where T : notnull
        {
            private readonly List<T> _items = [];
            public static int Made = 3;
            public Cart() { Made++; }
            public void Add(T item) { _items.Add(item); }
            public int Count(Func<T, bool> which) => _items.Where(which).Count();
            public IEnumerable<T> All() { foreach (var i in _items) yield return i; }
            public async Task<int> LaterAsync(int x) { await Task.Yield(); var y = x; await Task.Delay(1); return y + _items.Count; }
        }
        public static class Prices
        {
            public static decimal Total(Cart<string> cart, decimal price) { var d = 0.5m; return cart.Count(i => i.Length > 1) * price * d; }
            public static int Twice(int x) { int Local(int y) => y * 2; return Local(x) + new[] { 1, 2, 3 }.Select(v => v + x).Sum(); }
            public static string Kind(string s) => s switch { "a" => "A", "b" => "B", "c" => "C", "d" => "D", "e" => "E", "f" => "F", "g" => "G", _ => "?" };
            public static object Anonymous() => new { Name = "n", Size = 1 };
        }
        """;

    [Fact]
    public void The_same_source_built_twice_has_no_change() => Assert.Empty(Source.Compare(Shop, Shop + "\n// more\n").Changes);

    [Fact]
    public void The_same_source_built_twice_for_debugging_has_no_change() =>
        Assert.Empty(Source.Compare(Shop, Shop + "\n// more\n", OptimizationLevel.Debug).Changes);

    [Fact]
    public void A_changed_body_is_the_only_change()
    {
        var comparison = Source.Compare(Shop, Shop.Replace("_items.Add(item)", "_items.Insert(0, item)", StringComparison.Ordinal));
        Assert.Equal(["Shop.Cart<T>.Add(T)"], comparison.Changes.Select(c => c.Function));
    }

    [Fact]
    public void A_method_inserted_above_shifts_every_made_up_name_and_changes_nothing_else()
    {
        var comparison = Source.Compare(Shop, Shop.Replace(
            "public static decimal Total", "public static Func<int> New() { int k = 4; return () => k; }\n    public static decimal Total", StringComparison.Ordinal));
        Assert.Empty(comparison.Changes);
    }

    [Fact]
    public void A_changed_lambda_is_replaced_in_place()
    {
        var comparison = Source.Compare(Shop, Shop.Replace("i.Length > 1", "i.Length > 2", StringComparison.Ordinal));
        var change = Assert.Single(comparison.Changes);
        Assert.Equal("Shop.Prices.Total(Cart<string>, decimal)", change.Function);
        Assert.NotEqual(change.Written, change.New);
    }

    [Fact]
    public void A_lambda_inserted_before_another_makes_all_lambdas_of_the_method_new()
    {
        const string before = "public class C { public int M(int[] a) => a.Select(x => x + 1).Sum(); }";
        const string after = "public class C { public int M(int[] a) => a.Where(x => x > 0).Select(x => x + 1).Select(x => x * 2).Sum(); }";
        var comparison = Source.Compare(before, after);
        var change = Assert.Single(comparison.Changes);
        Assert.Equal(change.Written, change.New);
        var parts = new PartList(comparison.Old, comparison.New);
        Assert.All(
            parts.OfNew(change.New).Where(p => p.Kind == HandleKind.MethodDefinition),
            p => Assert.False(comparison.Correspondence.HasOld(p)));
    }

    [Fact]
    public void Two_swapped_lambdas_in_a_changed_method_are_never_matched_by_position()
    {
        const string before = "public class C { public int M(int[] a) => a.Select(x => x + 1).Select(x => x * 2).Sum(); }";
        const string after = "public class C { public int M(int[] a) => a.Select(x => x * 2).Select(x => x + 1).Sum() + 1; }";
        var comparison = Source.Compare(before, after);
        Assert.Single(comparison.Changes);
    }

    [Fact]
    public void A_state_machine_that_suspends_at_the_same_places_is_replaced_in_place()
    {
        var comparison = Source.Compare(Shop, Shop.Replace("return y + _items.Count", "return y - _items.Count", StringComparison.Ordinal));
        var change = Assert.Single(comparison.Changes);
        Assert.Equal("Shop.Cart<T>.LaterAsync(int)", change.Function);
        Assert.NotEqual(change.Written, change.New);
    }

    [Fact]
    public void A_state_machine_with_one_more_await_is_new_as_a_whole()
    {
        var comparison = Source.Compare(Shop, Shop.Replace("await Task.Delay(1);", "await Task.Delay(1); await Task.Yield();", StringComparison.Ordinal));
        var change = Assert.Single(comparison.Changes);
        Assert.Equal(change.Written, change.New);
    }

    [Fact]
    public void Swapped_awaits_make_the_state_machine_new()
    {
        const string before = "public class C { Task<int> A() => Task.FromResult(1); Task<int> B() => Task.FromResult(2); public async Task<int> M() { var a = await A(); var b = await B(); return a - b; } }";
        const string after = "public class C { Task<int> A() => Task.FromResult(1); Task<int> B() => Task.FromResult(2); public async Task<int> M() { var b = await B(); var a = await A(); return a - b; } }";
        var change = Assert.Single(Source.Compare(before, after).Changes);
        Assert.Equal(change.Written, change.New);
    }

    [Theory]
    [InlineData("public static Func<T, int> Map<T>() => (T id) => 1;", "=> 1", "=> 2")]
    [InlineData("public static void Map(int n) { for (var i = 0; i < 2; i++) { Task.Run(() => n + 1); } }", "n + 1", "n + 2")]
    public void A_changed_lambda_whose_delegate_is_kept_in_its_closure_is_replaced_in_place(string member, string before, string after)
    {
        var comparison = Source.Compare(
            $"public class C {{ {member} }}", $"public class C {{ {member.Replace(before, after, StringComparison.Ordinal)} }}");
        var change = Assert.Single(comparison.Changes);
        Assert.NotEqual(change.Written, change.New);
    }

    [Fact]
    public void A_closure_that_keeps_a_delegate_instead_of_a_captured_variable_is_new()
    {
        const string before = "public class C { public void M(int n, int m) { for (var i = 0; i < 2; i++) { var k = i; Task.Run(() => n + m + k); } } }";
        const string after = "public class C { public void M(int n, int m) { for (var i = 0; i < 2; i++) { Task.Run(() => n + 1); } } }";
        var change = Assert.Single(Source.Compare(before, after).Changes);
        Assert.Equal(change.Written, change.New);
    }

    [Fact]
    public void A_captured_variable_more_makes_the_closure_new()
    {
        const string before = "public class C { public Func<int> M(int a, int b) { return () => a; } }";
        const string after = "public class C { public Func<int> M(int a, int b) { return () => a + b; } }";
        var comparison = Source.Compare(before, after);
        var change = Assert.Single(comparison.Changes);
        Assert.Equal(change.Written, change.New);
    }

    [Theory]
    [InlineData("public static Func<int, Task<int>> Map(string shop) => async (int id) => await Task.FromResult(shop.Length + id);")]
    [InlineData("public static Func<int, Task<int>> Map() => async (int id) => await Task.FromResult(id);")]
    [InlineData("public static Func<T, Task<T>> Map<T>(T t) => async (T id) => { await Task.Yield(); return t; };")]
    [InlineData("public static Func<T, int> Map<T>() => (T id) => 1;")]
    [InlineData("public static void Map(int n) { for (var i = 0; i < 2; i++) { Task.Run(() => n + 1); } }")]
    [InlineData("public static void Map<T>(T n, int[] a) { foreach (var i in a) { a.Select(x => n is null).Count(y => y); a.Count(x => x == i); } }")]
    [InlineData("int _f; public Func<Task<int>> Map() => async () => { await Task.Yield(); int Local() => _f; return Local(); };")]
    [InlineData("public IEnumerable<Func<int>> Map(int[] a) { foreach (var x in a) { var y = x; yield return () => x + y; } }")]
    [InlineData("public async IAsyncEnumerable<int> Map(int[] a) { foreach (var x in a) { await Task.Yield(); yield return a.Count(q => q == x); } }")]
    [InlineData("public object Map(dynamic d) => d.Foo(1) + d[2]; public Func<string, int> G() => int.Parse;")]
    public void Parts_nested_in_parts_are_the_same_when_nothing_changed(string member)
    {
        Assert.Empty(Source.Compare(
            $"public class C {{ public int T() => 1; {member} }}", $"public class C {{ public int T() => 1; {member} }} public class D;").Changes);
        Assert.Empty(Source.Compare(
            $"public class C {{ {member} }}", $"public class C {{ static Func<int> New(int k) => () => k; {member} }}").Changes);
    }
}
