using System.Collections.Immutable;
using Hotfixing.DotNet;
using Hotfixing.DotNet.Check;
using Hotfixing.DotNet.Compare;
using Hotfixing.DotNet.Link;
using Hotfixing.DotNet.Protocol;
using Microsoft.CodeAnalysis;

namespace Hotfixing.Tests.DotNet;

/// <summary>What a plan says of edits that take effect in part, or that it refuses.</summary>
public sealed class CheckingPatches
{
    private const string Shop = """
        public enum Kind { A, B }
        public class Cart
        {
            public static int Limit = 10;
            public static int Sold;
            public static int Returned { get; set; }
            private int Hidden() => 1;
            public int Total(int x) => x + 1;
            public void Gone() { }
            public int Lines(int[] a) => a.Select(v => v + 1).Sum();
            public static int Use(Cart c) => c.Total(1);
        }
        public static class Program { public static void Main() { Console.WriteLine(1); } }
        """;

    [Theory]
    [InlineData("HF2001", "Limit = 10", "Limit = 20")]
    [InlineData("HF2002", "public void Gone() { }", "")]
    [InlineData("HF2003", "public void Gone() { }", "public void Gone() { } public int Added => Limit;")]
    [InlineData("HF2004", "a.Select(v => v + 1)", "a.Where(v => v > 0).Select(v => v + 1)")]
    [InlineData("HF2006", "Total(int x) => x + 1", "Total(int y) => y + 1")]
    [InlineData("HF2006", "Total(int x) => x + 1", "Total(int x = 5) => x + 1")]
    [InlineData("HF2008", "public void Gone() { }", "public void Gone() { } public void Unused() { }")]
    [InlineData("HF2008", "public enum Kind", "public class Unused; public enum Kind")]
    [InlineData("HF2009", "public void Gone() { }", "public void Gone() { } [ModuleInitializer] internal static void Init() { Limit = 3; }")]
    [InlineData("HF2010", "Console.WriteLine(1)", "Console.WriteLine(2)")]
    [InlineData("HF2011", "x + 1", "x + 2")]
    [InlineData("HF2012", "public static int Sold;", "")]
    [InlineData("HF2012", "public static int Sold;", "public static int Bought;")]
    [InlineData("HF2012", "public static int Returned { get; set; }", "")]
    [InlineData("HF2002", "public enum Kind { A, B }", "")]
    public void An_edit_that_takes_effect_in_part_is_said_to(string id, string before, string after)
    {
        var diagnostics = Source.Check(Shop, Shop.Replace(before, after, StringComparison.Ordinal));
        Assert.Contains(diagnostics, d => d.Id == id);
        Assert.DoesNotContain(diagnostics, d => d.Severity == Severity.Refusal);
    }

    [Theory]
    [InlineData("", 5, true)]
    [InlineData("", 100, false)]
    [InlineData("[MethodImpl(MethodImplOptions.AggressiveInlining)]", 100, true)]
    [InlineData("[MethodImpl(MethodImplOptions.NoInlining)]", 5, false)]
    public void A_function_is_said_to_stand_in_dynamic_code_if_it_may_have_been_inlined_HF2011(string wish, int statements, bool said)
    {
        var body = string.Concat(Enumerable.Repeat("x += 1000;", statements));
        var source = $"public class C {{ {wish} public int Of(int x) {{ {body} return x; }} }}";
        Assert.Equal(said, Source.Check(source, source.Replace("return x", "return -x", StringComparison.Ordinal)).Exists(d => d.Id == "HF2011"));
    }

    [Fact]
    public void A_static_field_that_may_have_been_renamed_is_named_with_what_it_may_be_now()
    {
        var moved = Shop.Replace("public static int Sold;", "", StringComparison.Ordinal) + "public static class Sales { public static int Sold; }";
        var diagnostic = Assert.Single(Source.Check(Shop, moved), d => d.Id == "HF2012");
        Assert.Equal(Severity.Warning, diagnostic.Severity);
        Assert.Contains("Cart.Sold is gone", diagnostic.What, StringComparison.Ordinal);
        Assert.Contains("Sales.Sold of the same type came", diagnostic.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("one", "two", "changed")]
    [InlineData("one", null, "is gone")]
    [InlineData(null, "one", "was added")]
    [InlineData("one", "one", null)]
    public void An_embedded_resource_that_differs_is_reported_HF2013(string? before, string? after, string? how)
    {
        var comparison = AssemblyComparison.Compare(
            AssemblyImage.Read("Shop.dll", Source.Compile(Shop, resource: before)),
            AssemblyImage.Read("Shop.dll", Source.Compile(Shop, resource: after)));
        var diagnostics = new List<Diagnostic>();
        new ResourceChecker(comparison, diagnostics).Check();
        Assert.Equal(how is null ? [] : [$"HF2013: the embedded resource text {how}"], diagnostics.Select(d => $"{d}"));
    }

    [Theory]
    [InlineData("HF3005", "private int Hidden() => 1;", "internal int Hidden() => 1;", "c.Total(1)", "c.Total(1)")]
    [InlineData("HF3008", "A, B", "A, B, C", "", "")]
    [InlineData("HF3008", "A, B", "B, A", "", "")]
    public void An_edit_that_cannot_be_made_is_refused(string id, string before, string after, string use, string newUse)
    {
        var edited = Shop.Replace(before, after, StringComparison.Ordinal);
        edited = use.Length == 0 ? edited : edited.Replace(use, newUse, StringComparison.Ordinal);
        edited = id == "HF3005"
            ? edited.Replace("Console.WriteLine(1)", "Console.WriteLine(new Cart().Hidden())", StringComparison.Ordinal)
            : edited;
        Assert.Contains(Source.Check(Shop, edited), d => d.Id == id && d.Severity == Severity.Refusal);
    }

    [Fact]
    public void An_assembly_the_target_does_not_find_is_refused_HF3011()
    {
        var library = Source.Compile("public static class Lib { public static int One() => 1; }", "Lib");
        var diagnostics = References(library, library, available: ["System.Runtime", "System.Private.CoreLib"]);
        Assert.Contains(diagnostics, d => d.Id == "HF3011");
    }

    [Fact]
    public void A_member_that_only_the_rebuilt_build_of_another_assembly_has_is_refused_HF3012()
    {
        var running = Source.Compile("public static class Lib { }", "Lib");
        var rebuilt = Source.Compile("public static class Lib { public static int One() => 1; }", "Lib");
        var diagnostics = References(rebuilt, running, available: ["Lib", "System.Runtime", "System.Private.CoreLib"]);
        Assert.Contains(diagnostics, d => d.Id == "HF3012");
        Assert.DoesNotContain(References(rebuilt, rebuilt, ["Lib", "System.Private.CoreLib"]), d => d.Id == "HF3012");
    }

    [Fact]
    public void A_type_the_running_build_forwards_is_where_it_is_forwarded_to()
    {
        var rebuilt = Source.Compile("public static class Lib { public static int One() => 1; }", "Lib");
        var core = Source.Compile("public static class Lib { public static int One() => 2; }", "Core");
        var empty = Source.Compile("public static class Lib { }", "Core");
        var facade = Source.Compile(
            "[assembly: TypeForwardedTo(typeof(Lib))]", "Lib", references: MetadataReference.CreateFromImage(core));
        string[] available = ["Lib", "Core", "System.Private.CoreLib"];
        Assert.Empty(References(rebuilt, facade, available));
        Assert.Empty(References(rebuilt, facade, available, core));
        Assert.Equal("HF3012", Assert.Single(References(rebuilt, facade, available, empty)).Id);
        var nowhere = Source.Compile("public static class Other { }", "Core");
        Assert.All(References(rebuilt, facade, available, nowhere), d => Assert.Equal("HF3012", d.Id));
        Assert.NotEmpty(References(rebuilt, facade, available, nowhere));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 5)]
    [InlineData(6, 1)]
    [InlineData(150, 1)]
    public void Many_assemblies_that_are_not_loaded_are_one_note_HF2005(int files, int notes)
    {
        var diagnostics = PatchDiagnostics.NotLoaded([.. Enumerable.Range(0, files).Select(i => $"Part{i}.dll")]).ToList();
        Assert.Equal(notes, diagnostics.Count);
        Assert.All(diagnostics, d => Assert.Equal(("HF2005", Severity.Note), (d.Id, d.Severity)));
        Assert.Contains("Part0.dll", diagnostics[0].What, StringComparison.Ordinal);
        Assert.True(notes > 1 || files == 1 || diagnostics[0].What.Contains($"{files} assemblies", StringComparison.Ordinal));
    }

    [Fact]
    public void A_function_that_was_given_back_is_not_in_effect()
    {
        PatchRecord[] applied =
        [
            Record(1, ("A", FunctionEffect.Superseded), ("B", FunctionEffect.Superseded), ("C", FunctionEffect.Compiled)),
            Record(2, ("A", FunctionEffect.Original), ("B", FunctionEffect.Requested)),
        ];
        Assert.Equal(["B", "C"], PatchRegistry.InEffect(applied, "Shop.dll").Order());
        Assert.Empty(PatchRegistry.InEffect(applied, "Other.dll"));
    }

    [Theory]
    [InlineData("HF3013", "class Added { public int Of() => 1; }", "class Added { public int Of() => 2; }", "new Added().Of()")]
    [InlineData("HF2007", "static class Other; partial class Cart { static int s_added = 3; }", "partial class Cart { static int s_added = 4; }", "++s_added")]
    public void What_an_earlier_patch_added_in_another_form_is_reported(string id, string first, string second, string use)
    {
        var original = Shop.Replace("public class Cart", "public partial class Cart", StringComparison.Ordinal);
        var used = original.Replace("x + 1", $"x + {use}", StringComparison.Ordinal);
        var earlier = new PatchRegistry();
        var (comparison, linked) = Link(original, used + first);
        earlier.Add(comparison, linked);
        PatchRecord[] applied = [Record(1, earlier.ToBytes())];

        var diagnostics = new List<Diagnostic>();
        (comparison, linked) = Link(original, used + second);
        PatchRegistry.Read(applied).CheckAgainst(comparison, linked, diagnostics);
        Assert.Contains(diagnostics, d => d.Id == id);

        diagnostics.Clear();
        (comparison, linked) = Link(original, used + first);
        PatchRegistry.Read(applied).CheckAgainst(comparison, linked, diagnostics);
        Assert.Empty(diagnostics);
    }

    private static (AssemblyComparison, LinkedAssembly) Link(string before, string after)
    {
        var comparison = Source.Compare(before, after);
        var diagnostics = new List<Diagnostic>();
        var effective = new ChangeChecker(comparison, hasDynamicCode: false, diagnostics).Check(comparison.Changes, []);
        var linked = new Linker(comparison, diagnostics).Link(effective, isComplete: true);
        Assert.DoesNotContain(diagnostics, d => d.Severity == Severity.Refusal);
        return (comparison, linked);
    }

    private static PatchRecord Record(int id, params (string Function, FunctionEffect Effect)[] functions) => Record(id, [], functions);

    private static PatchRecord Record(int id, byte[] registry, params (string Function, FunctionEffect Effect)[] functions) => new()
    {
        Id = id,
        Source = "",
        AppliedBy = "",
        AppliedAt = 0,
        Duration = 0,
        Suspended = 0,
        Functions = [.. functions.Select(f => new FunctionRecord { Function = f.Function, Module = "Shop.dll", Effect = f.Effect })],
        Registry = registry,
    };

    private static List<Diagnostic> References(
        ImmutableArray<byte> rebuilt, ImmutableArray<byte> running, string[] available, ImmutableArray<byte>? core = null)
    {
        var reference = MetadataReference.CreateFromImage(rebuilt);
        const string before = "public class C { public int M() => 1; }";
        var comparison = AssemblyComparison.Compare(
            AssemblyImage.Read("Shop.dll", Source.Compile(before)),
            AssemblyImage.Read("Shop.dll", Source.Compile(before.Replace("=> 1", "=> Lib.One()", StringComparison.Ordinal), references: reference)));
        var diagnostics = new List<Diagnostic>();
        var builds = new Dictionary<string, AssemblyImage> { ["Lib"] = AssemblyImage.Read("Lib.dll", running) };
        if (core is { } forwardedTo)
        {
            builds.Add("Core", AssemblyImage.Read("Core.dll", forwardedTo));
        }

        new ReferenceChecker(comparison, available.ToHashSet(), builds, diagnostics)
            .Check(Assert.Single(comparison.Changes).New, "C.M()");
        return diagnostics;
    }
}
