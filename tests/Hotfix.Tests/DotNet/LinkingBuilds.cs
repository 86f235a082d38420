using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Hotfixing.DotNet.Check;
using Hotfixing.DotNet.Compare;
using Hotfixing.DotNet.Link;

namespace Hotfixing.Tests.DotNet;

/// <summary>What linking puts in place, what into a delta, and what it refuses.</summary>
public sealed class LinkingBuilds
{
    private const string Before = """
        namespace Shop;
        public class Cart
        {
            private decimal _sum = 4;
            private static readonly int s_old = 5;
            public decimal Total() => _sum + s_old;
            public Func<int> Make(int a) => () => a;
        }
        public class Box<T> { private T _v; public Box(T v) { _v = v; } public string Show() => "old" + _v; }
        """;

    [Fact]
    public void A_changed_body_needs_no_delta()
    {
        var linked = Link(Before, Before.Replace("_sum + s_old", "_sum * s_old", StringComparison.Ordinal));
        Assert.Null(linked.Delta);
        Assert.Equal("Shop.Cart.Total()", Assert.Single(linked.Module.Bodies).Function);
    }

    [Fact]
    public void Added_members_types_closures_and_statics_go_into_a_delta_that_the_runtime_loads()
    {
        var after = Before
            .Replace("_sum + s_old", "Discount(_sum) + ++s_calls + new Tax { Rate = 2 }.Of(_sum) + s_data.Length", StringComparison.Ordinal)
            .Replace("public Func<int> Make", """
                private decimal Discount(decimal x) => x * Rate();
                private static decimal Rate() => 0.5m;
                private static int s_calls = 7;
                private static readonly int[] s_data = [1, 2, 3, 4, 5, 6, 7, 8, 9];
                public Func<int> Make
                """, StringComparison.Ordinal)
            .Replace("() => a", "() => { a++; return a; }", StringComparison.Ordinal)
            .Replace("\"old\" + _v", "Helper(_v)", StringComparison.Ordinal)
            .Replace("public string Show", "string Helper<U>(U u) => typeof(T).Name + typeof(U).Name + _v; public string Show", StringComparison.Ordinal)
            + "public record Tax { public decimal Rate { get; init; } public decimal Of(decimal x) => x * Rate; public async Task<int> Later() { await Task.Yield(); return 1; } }";
        var linked = Link(Before, after);
        Assert.NotNull(linked.Delta);
        var context = new AssemblyLoadContext("delta", isCollectible: true);
        context.LoadFromStream(new MemoryStream([.. Source.Compile(Before)]));
        var delta = context.LoadFromStream(new MemoryStream(linked.Delta.Image));
        var companion = delta.GetType("Shop.Cart", throwOnError: true)!;
        Assert.Equal(7, companion.GetField("s_calls")!.GetValue(null));
        Assert.Equal(9, ((int[])companion.GetField("s_data")!.GetValue(null)!).Length);
        Assert.Equal(0.5m, companion.GetMethod("Rate")!.Invoke(null, null));
        Assert.Contains(delta.GetTypes(), t => t.FullName == "Shop.Tax");
        foreach (var method in delta.GetTypes().Where(t => !t.ContainsGenericParameters).SelectMany(t => t.GetMethods((BindingFlags)62))
            .Where(m => m.DeclaringType!.Assembly == delta && !m.IsAbstract && !m.IsGenericMethodDefinition))
        {
            RuntimeHelpers.PrepareMethod(method.MethodHandle);
        }

        context.Unload();
    }

    [Fact]
    public void An_added_method_is_called_statically_though_the_compiler_calls_it_virtually()
    {
        const string before = "public class C { public int M(C other) => 1; }";
        const string after = "public class C { public int M(C other) => other.N(); private int N() => 2; }";
        var body = Assert.Single(Link(before, after).Module.Bodies).Body;
        Assert.DoesNotContain((byte)System.Reflection.Metadata.ILOpCode.Callvirt, body[12..]);
    }

    [Theory]
    [InlineData("public class C { public int M() => 1; }", "public class C { public int M() { System.Linq.Expressions.Expression<Func<int>> e = () => N(); return e.Compile()(); } int N() => 2; }")]
    [InlineData("public struct C { public int M() => 1; }", "public struct C { public int M() { Func<int> f = N; return f(); } int N() => 2; }")]
    [InlineData("public class C { public int M() => 1; }", "public class C { public C(int x) { } public C() { } public int M() => new C(1).M(); }")]
    [InlineData("public class C { static int s = int.Parse(\"1\"); public int M() => s; }", "public class C { static int s = int.Parse(\"2\"); static int t = 3; public int M() => s + t; }")]
    public void A_use_of_added_members_that_has_no_sound_form_is_refused(string before, string after)
    {
        var comparison = Source.Compare(before, after);
        var diagnostics = new List<Diagnostic>();
        new Linker(comparison, diagnostics).Link(
            [.. comparison.Changes.Where(c => c.Function.Contains(".M(", StringComparison.Ordinal))], isComplete: true);
        Assert.Contains(diagnostics, d => d.Id == "HF3010");
    }

    [Theory]
    [InlineData("HF3001", "private decimal _sum = 4;", "private decimal _sum = 4; private int _added;")]
    [InlineData("HF3001", "private decimal _sum = 4;", "private double _sum = 4;")]
    [InlineData("HF3002", "public class Cart", "public interface INothing; public class Cart : INothing")]
    [InlineData("HF3003", "public decimal Total", "public override string ToString() => \"x\"; public decimal Total")]
    [InlineData("HF3004", "public decimal Total", "[MethodImpl(MethodImplOptions.Synchronized)] public decimal Total")]
    [InlineData("HF3006", "class Box<T>", "class Box<T> where T : class")]
    [InlineData("HF3007", "public decimal Total", "[Obsolete] public decimal Total")]
    [InlineData("HF3009", "public class Cart", "public abstract class Cart")]
    public void An_edit_that_loaded_types_cannot_take_is_refused(string id, string before, string after)
    {
        var comparison = Source.Compare(Before, Before.Replace(before, after, StringComparison.Ordinal)
            .Replace("() => _sum + s_old", "() => (decimal)_sum + s_old", StringComparison.Ordinal));
        Assert.Contains(Diagnostics(comparison), d => d.Id == id && d.Severity == Severity.Refusal);
    }

    internal static LinkedAssembly Link(string before, string after)
    {
        var comparison = Source.Compare(before, after);
        var diagnostics = Diagnostics(comparison);
        Assert.DoesNotContain(diagnostics, d => d.Severity == Severity.Refusal);
        var changes = comparison.Changes.Where(c => !c.Function.EndsWith("..cctor()", StringComparison.Ordinal)).ToList();
        var linked = new Linker(comparison, diagnostics).Link(changes, isComplete: true);
        Assert.DoesNotContain(diagnostics, d => d.Severity == Severity.Refusal);
        return linked;
    }

    private static List<Diagnostic> Diagnostics(AssemblyComparison comparison)
    {
        var diagnostics = new List<Diagnostic>();
        new TypeChecker(comparison, diagnostics).Check();
        new MethodChecker(comparison, diagnostics).Check();
        return diagnostics;
    }
}
