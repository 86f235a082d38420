using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Hotfixing.DotNet.Check;
using Hotfixing.DotNet.Compare;
using Microsoft.CodeAnalysis;

namespace Hotfixing.Tests.DotNet;

/// <summary>Edits that look as if the new code fitted the running program, where it would not do what it says.</summary>
public sealed class SeeingThroughEdits
{
    private const string Zoo = """
        using System.Runtime.InteropServices;
        public interface INamed { string Name(); }
        public class Animal : INamed { string INamed.Name() => "a"; public string Other() => "o"; public virtual int Legs() => 4; }
        public class Cat : Animal { public sealed override int Legs() => 3; public string Meow() => "m"; }
        public sealed class Dog { public string Bark() => "b"; }
        public class Cage
        {
            private sealed class Key { public int Teeth = 1; }
            public object Lost() => new Key();
            public static T Make<T>() where T : new() => new T();
        }
        [StructLayout(LayoutKind.Sequential)] public struct Native { [MarshalAs(UnmanagedType.U1)] public bool Flag; }
        public static class Library
        {
            public const int Limit = 10;
            [DllImport("c")]
            [return: MarshalAs(UnmanagedType.I4)]
            public static extern int puts([MarshalAs(UnmanagedType.LPStr)] string s, [Out] byte[] b);
        }
        public sealed class MarkAttribute(string text) : Attribute { public string Text => text; }
        public enum Kind { [Mark("tame")] Tame, Wild }
        public class Keeper
        {
            [Mark("fed")] public event Action? Fed;
            public int Age { get => 3; }
            [return: Mark("paid")] public int Paid() => 1;
            public void Feed() => Fed?.Invoke();
        }
        public static class Program { public static void Main() { Console.WriteLine(Library.Limit); } }
        """;

    [Theory]
    [InlineData("HF3004", "public sealed override int Legs() => 3;", "public override int Legs() => 3;")]
    [InlineData("HF3007", "[MarshalAs(UnmanagedType.U1)] public bool", "[MarshalAs(UnmanagedType.Bool)] public bool")]
    [InlineData("HF3007", "[MarshalAs(UnmanagedType.LPStr)]", "[MarshalAs(UnmanagedType.LPWStr)]")]
    [InlineData("HF3007", "[MarshalAs(UnmanagedType.LPStr)]", "")]
    [InlineData("HF3007", "[return: MarshalAs(UnmanagedType.I4)]", "[return: MarshalAs(UnmanagedType.U4)]")]
    [InlineData("HF3004", "[Out] byte", "[In] byte")]
    [InlineData("HF3007", "[Mark(\"tame\")]", "[Mark(\"calm\")]")]
    [InlineData("HF3007", "[Mark(\"fed\")]", "")]
    [InlineData("HF3010", "public void Feed() =>", "[MethodImpl(MethodImplOptions.Synchronized)] private void One() { } public void Feed() => One(); public void Other() =>")]
    [InlineData("HF3009", "public sealed class Dog {", "public class Puppy : Dog; public class Dog {")]
    public void What_a_loaded_member_cannot_become_is_refused(string id, string before, string after) =>
        Assert.Contains(Source.Check(Zoo, Edit(Zoo, before, after)), d => d.Id == id && d.Severity == Severity.Refusal);

    [Fact]
    public void Methods_that_implement_one_another_s_members_are_refused_HF3002()
    {
        var image = Source.Compile("interface I { int A(); int B(); } class C : I { int I.A() => 1; int I.B() => 2; }");
        var bytes = image.ToArray();
        using var file = new PEReader(image);
        var metadata = file.GetMetadataReader();

        // ECMA-335 II.22.27: class, body and declaration, each of two bytes in so small a file. Visual Basic says which by a clause.
        var row = file.PEHeaders.MetadataStartOffset + metadata.GetTableMetadataOffset(TableIndex.MethodImpl);
        Assert.Equal((2, 6), (metadata.GetTableRowCount(TableIndex.MethodImpl), metadata.GetTableRowSize(TableIndex.MethodImpl)));
        (bytes[row + 2], bytes[row + 8]) = (bytes[row + 8], bytes[row + 2]);
        var diagnostics = new List<Diagnostic>();
        new TypeChecker(
            AssemblyComparison.Compare(AssemblyImage.Read("Shop.dll", image), AssemblyImage.Read("Shop.dll", [.. bytes])), diagnostics).Check();
        Assert.Equal("HF3002", Assert.Single(diagnostics).Id);
    }

    [Theory]
    [InlineData("HF2006", "[return: Mark(\"paid\")]", "")]
    [InlineData("HF2003", "Age { get => 3; }", "Age { get => 3; set => Feed(); }")]
    [InlineData("HF2003", "public int Paid()", "public static event Action? Left; public int Paid()")]
    public void What_reflection_goes_on_seeing_is_said(string id, string before, string after) =>
        Assert.Contains(Source.Check(Zoo, Edit(Zoo, before, after)), d => d.Id == id && d.Severity == Severity.Warning);

    [Fact]
    public void A_class_that_is_open_now_and_has_no_added_heirs_is_as_it_was() => Assert.Empty(
        Source.Check(Zoo, Edit(Zoo, "public sealed class Dog", "public class Dog")));

    [Theory]
    [InlineData("Console.WriteLine(Cage.Make<Cage.Key>().Teeth)")]
    [InlineData("Console.WriteLine(new List<Cage.Key>().Count)")]
    [InlineData("Console.WriteLine(typeof(Cage.Key[]))")]
    public void A_type_argument_that_is_visible_only_now_is_refused_HF3005(string use)
    {
        var edited = Edit(Edit(Zoo, "private sealed class Key", "internal sealed class Key"), "Console.WriteLine(Library.Limit)", use);
        Assert.Contains(Source.Check(Zoo, edited), d => d.Id == "HF3005" && d.What.StartsWith("Program.Main", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("M() => Added(); object Added() => Type.GetType(\"C\")!;", true)]
    [InlineData("M() => new Func<object>(() => System.Reflection.Assembly.GetExecutingAssembly())();", true)]
    [InlineData("M() => s_added; static object s_added = System.Reflection.Assembly.GetCallingAssembly();", true)]
    [InlineData("M() => System.Reflection.Assembly.GetExecutingAssembly();", false)]
    [InlineData("M() => Added(); object Added() => GetType();", false)]
    public void Added_code_that_asks_for_its_own_assembly_is_refused_HF3010(string member, bool isRefused) => Assert.Equal(
        isRefused, Source.Check(Class("object M() => 1;"), Class("object " + member)).Exists(d => d.Id == "HF3010"));

    [Fact]
    public void A_changed_constant_is_said_to_be_seen_unchanged_by_reflection_HF2014()
    {
        var diagnostic = Assert.Single(Source.Check(Zoo, Edit(Zoo, "Limit = 10", "Limit = 20")), d => d.Id == "HF2014");
        Assert.Equal(Severity.Warning, diagnostic.Severity);
        Assert.Contains("Library.Limit", diagnostic.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("await Task.Yield(); var a = 5; await Wait(); return a;", "var a = 5; await Task.Yield(); await Wait(); return a;")]
    [InlineData(
        "try { One(); One(); await Wait(); } finally { One(); One(); } return 1;",
        "try { One(); One(); } finally { One(); One(); } await Wait(); return 1;")]
    public void An_async_method_that_counts_on_what_operations_under_way_have_not_done_is_new(string before, string after) =>
        IsNew($"async Task<int> M() {{ {before} }}", $"async Task<int> M() {{ {after} }}");

    [Theory]
    [InlineData("yield return 1; var a = One(); yield return a; yield return a;", "var a = One(); yield return 1; yield return a; yield return a;")]
    [InlineData(
        "try { yield return 1; } finally { One(); } yield return 2;", "try { yield return 1; yield return 2; } finally { One(); }")]
    public void An_iterator_that_counts_on_what_those_under_way_have_not_done_is_new(string before, string after) =>
        IsNew($"IEnumerable<int> M() {{ {before} }}", $"IEnumerable<int> M() {{ {after} }}");

    [Fact]
    public void An_iterator_whose_shape_is_the_same_is_replaced_in_place()
    {
        const string member = "IEnumerable<int> M() { try { yield return 1; } finally { One(); } yield return 2; }";
        var change = Assert.Single(Source.Compare(Class(member), Class(Edit(member, "return 2", "return 3"))).Changes);
        Assert.NotEqual(change.Written, change.New);
    }

    [Theory]
    [InlineData("Func<string, int> M() => First.Parse;", "First.Parse", "Two.Parse")]
    [InlineData("object M(dynamic d) => d.First(1);", "d.First(1)", "d.Other(1)")]
    [InlineData("Func<object> M(dynamic d) { Func<object> f = () => d.First(1); d.Second(2); return f; }", "d.Second(2)", "d.Third(2)")]
    [InlineData("Func<object> M(dynamic d) { Func<object> f = () => d.First(1), g = () => d.Second(2); return f + g; }", "d.Second(2)", "d.Third(2)")]
    public void What_a_changed_method_keeps_from_its_first_call_is_not_taken_over(string member, string before, string after)
    {
        const string types = "static class First { public static int Parse(string s) => 1; } static class Two { public static int Parse(string s) => 2; }";
        var comparison = Source.Compare(Class(member) + types, Class(Edit(member, before, after)) + types);
        Assert.NotEmpty(comparison.Changes);
        var reader = comparison.New.Metadata;
        var caches = reader.FieldDefinitions.Where(f => PartList.IsCache(reader, f)).ToList();
        Assert.NotEmpty(caches);
        Assert.DoesNotContain(caches, f => comparison.Correspondence.HasOld(f));
        Assert.Empty(Source.Compare(Class(member) + types, Class("int Above() => 1; " + member) + types).Changes);
    }

    [Theory]
    [InlineData("internal static int Of() => 1;", "public static int Of() => 1;", "Lib.Of()", "HF3005")]
    [InlineData("internal static int F;", "public static int F;", "Lib.F", "HF3005")]
    [InlineData("internal sealed class C { public int X => 1; }", "public sealed class C { public int X => 1; }", "new Lib.C().X", "HF3005")]
    [InlineData("internal sealed class C;", "public sealed class C;", "new List<Lib.C>().Count", "HF3005")]
    [InlineData("public static int Of(A a) => 1;", "public static int Of(B b) => 1;", "Lib.Of((Lib.B)null!)", "HF3012")]
    [InlineData("internal static int Of() => 1;", "internal static int Of() => 2;", "Lib.Of()", null, true)]
    [InlineData("public static int Of() => 1;", "public static int Of() => 2;", "Lib.Of()", null)]
    public void What_the_running_build_of_another_assembly_does_not_let_in_is_refused(
        string running, string rebuilt, string use, string? id, bool isFriend = false)
    {
        var friend = isFriend ? "[assembly: InternalsVisibleTo(\"Shop\")]" : "";
        string Library(string member) => $"{friend} public static class Lib {{ {member} public class A; public class B; }}";
        var library = Source.Compile(Library(rebuilt), "Lib");
        const string before = "public class C { public object M() => 1; }";
        var comparison = AssemblyComparison.Compare(
            AssemblyImage.Read("Shop.dll", Source.Compile(before)),
            AssemblyImage.Read("Shop.dll", Source.Compile(
                Edit(before, "=> 1", $"=> {use}"), references: MetadataReference.CreateFromImage(library))));
        var diagnostics = new List<Diagnostic>();
        HashSet<string> available = [.. comparison.New.Metadata.AssemblyReferences
            .Select(r => comparison.New.Metadata.GetString(comparison.New.Metadata.GetAssemblyReference(r).Name))];
        new ReferenceChecker(
            comparison, available, new Dictionary<string, AssemblyImage> { ["Lib"] = AssemblyImage.Read("Lib.dll", Source.Compile(Library(running), "Lib")) },
            diagnostics).Check(Assert.Single(comparison.Changes).New, "C.M()");
        Assert.Equal(id is null ? [] : [id], diagnostics.Select(d => d.Id).Distinct());
    }

    private static void IsNew(string before, string after)
    {
        var comparison = Source.Compare(Class(before), Class(after));
        var change = Assert.Single(comparison.Changes);
        Assert.Equal(change.Written, change.New);
        Assert.DoesNotContain(
            new PartList(comparison.Old, comparison.New).OfNew(change.New), p => comparison.Correspondence.HasOld(p));
    }

    private static string Class(string member) =>
        $"public class C {{ static int One() => 1; static async Task Wait() {{ await Task.Yield(); }} public {member} }}";

    private static string Edit(string source, string before, string after)
    {
        Assert.Contains(before, source, StringComparison.Ordinal);
        return source.Replace(before, after, StringComparison.Ordinal);
    }
}
