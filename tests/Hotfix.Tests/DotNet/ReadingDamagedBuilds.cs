using System.Collections.Immutable;
using System.Reflection.Metadata.Ecma335;
using Hotfixing.DotNet.Check;
using Hotfixing.DotNet.Compare;
using Hotfixing.DotNet.Link;

namespace Hotfixing.Tests.DotNet;

/// <summary>A damaged rebuilt assembly is refused or fails by name: it never hangs, and never throws what nobody expects.</summary>
public sealed class ReadingDamagedBuilds
{
    private const int Mutations = 300;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);
    private static readonly ImmutableArray<byte> s_before = Source.Compile(Shop(1));
    private static readonly ImmutableArray<byte> s_after = Source.Compile(Shop(2));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Bytes_exchanged_anywhere(int seed) => Survive(seed, random =>
    {
        var bytes = s_after.ToArray();
        for (var i = random.Next(1, 9); i > 0; i--)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }

        return bytes;
    });

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public void A_stretch_of_bytes_exchanged(int seed) => Survive(seed, random =>
    {
        var bytes = s_after.ToArray();
        random.NextBytes(bytes.AsSpan(random.Next(bytes.Length - 16), 16));
        return bytes;
    });

    [Fact]
    public void The_metadata_alone_damaged()
    {
        using var image = AssemblyImage.Read("Shop.dll", s_after);
        var start = s_after.AsSpan().IndexOf("BSJB"u8);
        Survive(7, random =>
        {
            var bytes = s_after.ToArray();
            bytes[start + random.Next(image.Metadata.MetadataLength)] ^= (byte)(1 << random.Next(8));
            return bytes;
        });
    }

    [Fact]
    public void Cut_off_at_any_length() => Survive(8, random => s_after.AsSpan(0, random.Next(s_after.Length)).ToArray());

    [Fact]
    public void A_type_that_lies_in_itself()
    {
        using var running = AssemblyImage.Read("Shop.dll", s_before);
        using var sound = AssemblyImage.Read("Shop.dll", s_after);
        var bytes = s_after.ToArray();

        // ECMA-335 II.22.38 and II.24.2.6: the row begins with its scope; the tag of a TypeRef is 3.
        var row = s_after.AsSpan().IndexOf("BSJB"u8) + sound.Metadata.GetTableMetadataOffset(TableIndex.TypeRef);
        (bytes[row], bytes[row + 1]) = ((1 << 2) | 3, 0);
        using var rebuilt = AssemblyImage.Read("Shop.dll", [.. bytes]);
        Assert.Contains("ring", Assert.Throws<InvalidBinaryException>(() => AssemblyComparison.Compare(running, rebuilt)).Message);
    }

    private static void Survive(int seed, Func<Random, byte[]> damage)
    {
        var random = new Random(seed);
        for (var i = 0; i < Mutations; i++)
        {
            var bytes = damage(random);
            var work = Task.Factory.StartNew(() => Read(bytes), TaskCreationOptions.LongRunning);
            Assert.True(Task.WhenAny(work, Task.Delay(Deadline)).Result == work, $"mutation {i} of seed {seed} hangs");
            Assert.True(work.IsCompletedSuccessfully, $"mutation {i} of seed {seed}: {work.Exception}");
        }
    }

    /// <summary>What a plan does with a pair of builds.</summary>
    private static void Read(byte[] bytes)
    {
        try
        {
            using var running = AssemblyImage.Read("Shop.dll", s_before);
            using var rebuilt = AssemblyImage.Read("Shop.dll", [.. bytes]);
            rebuilt.Reading(() => Plan(running, rebuilt));
        }
        catch (HotfixException)
        {
            // That is how a build is called damaged.
        }
    }

    private static int Plan(AssemblyImage running, AssemblyImage rebuilt)
    {
        var diagnostics = new List<Diagnostic>();
        var comparison = AssemblyComparison.Compare(running, rebuilt);
        new TypeChecker(comparison, diagnostics).Check();
        new MethodChecker(comparison, diagnostics).Check();
        var changes = new ChangeChecker(comparison, hasDynamicCode: false, diagnostics).Check(comparison.Changes, []);
        var linked = new Linker(comparison, diagnostics).Link(changes, isComplete: true);
        var references = new ReferenceChecker(comparison, new HashSet<string>(), new Dictionary<string, AssemblyImage>(), diagnostics);
        foreach (var change in changes)
        {
            references.Check(change.New, change.Function);
        }

        return AddedNames.Of(comparison, linked.Contents).Count();
    }

    private static string Shop(int version) => $$"""
        namespace Shop;
        public interface IPriced { decimal Price { get; } }
        public enum Kind { Small = 1, Large = 2 }
        public record struct Item(string Name, decimal Price) : IPriced;
        public class Cart<T> where T : IPriced
        {
            private static readonly Dictionary<string, int> s_sizes = new() { ["a"] = 1, ["b"] = 2 };
            private readonly List<T> _items = [];
            [Obsolete("old")] public int Limit { get; set; } = 3;
            public event Action? Changed;
            public void Add(T item) { _items.Add(item); Changed?.Invoke(); }
            public decimal Total() => _items.Where(i => i.Price > {{version}}).Sum(i => i.Price * {{version}});
            public IEnumerable<T> All() { foreach (var i in _items) { yield return i; } }
            public async Task<int> LaterAsync(int x) { await Task.Yield(); try { await Task.Delay({{version}}); } finally { Limit++; } return x + {{version}}; }
            public string Text(Kind kind) => kind switch { Kind.Small => "s", Kind.Large => "l{{version}}", _ => $"{kind}" };
            public unsafe int Pinned(int[] a) { fixed (int* p = a) { return *p + {{version}}; } }
            public int Size(string s) => s switch { "a" => 1, "b" => 2, "c" => 3, "d" => 4, "e" => 5, "f" => 6, "g" => {{version}}, _ => s_sizes[s] };
            {{(version == 2 ? "public int New(int x) => new Extra(x).Twice(); private static int s_count = 5; public int Count() => s_count++;" : "")}}
            public int Use() => {{(version == 2 ? "New(1) + Count()" : "0")}};
        }
        {{(version == 2 ? "public sealed class Extra(int x) { public int Twice() { Func<int> f = () => x * 2; return f(); } }" : "")}}
        """;
}
