using Xunit;

namespace IdentityWorker;

/// <summary>Tests of every kind, some of which fail on purpose: what xunit says of them is the result of the work.</summary>
public sealed class Tests(Tests.Shared shared, ITestOutputHelper output) : IClassFixture<Tests.Shared>, IAsyncLifetime
{
    public sealed class Shared : IDisposable
    {
        public int Value { get; } = 4;

        public void Dispose() => GC.SuppressFinalize(this);
    }

    public static TheoryData<int, string> Data => new() { { 1, "a" }, { 2, "b" }, { 3, "c" } };

    public ValueTask InitializeAsync() => default;

    public ValueTask DisposeAsync() => default;

    [Fact]
    public void Passes()
    {
        output.WriteLine($"shared {shared.Value}");
        Assert.Collection([1, 2], a => Assert.Equal(1, a), b => Assert.InRange(b, 2, 3));
        Assert.Throws<ArgumentException>("name", (Action)(() => throw new ArgumentException("x", "name")));
        Assert.Equivalent(new { A = 1, B = new[] { 2, 3 } }, new { A = 1, B = new[] { 3, 2 } });
        Assert.Multiple(() => Assert.Contains("b", "abc"), () => Assert.Matches("^a", "abc"));
    }

    [Theory]
    [InlineData(1, "one")]
    [InlineData(2, null)]
    [MemberData(nameof(Data))]
    public async Task Takes_data(int number, string? text)
    {
        await Task.Yield();
        Assert.True(number > 0);
        Assert.NotEqual("z", text);
    }

    [Fact]
    public void Fails_on_texts() => Assert.Equal("a text that is long\nand has lines", "a text that is lang\nand has lines");

    [Fact]
    public void Fails_on_collections() => Assert.Equal([1, 2, 3, 4], (int[])[1, 2, 4, 4]);

    [Fact]
    public void Fails_on_objects() => Assert.Equivalent(new { A = 1, B = "x", C = new { D = 1.5 } }, new { A = 1, B = "x", C = new { D = 2.5 } });

    [Fact]
    public void Fails_on_all() => Assert.All([1, 2, 3], n => Assert.Equal(2, n));

    [Fact]
    public void Fails_on_sets() => Assert.Subset(new HashSet<int> { 1, 2 }, new HashSet<int> { 1, 5 });

    [Fact]
    public void Fails_on_dictionaries() => Assert.Equal(new Dictionary<string, int> { ["a"] = 1 }, new Dictionary<string, int> { ["a"] = 2 });

    [Fact]
    public async Task Fails_on_events() => await Assert.ThrowsAsync<InvalidOperationException>(() => Task.FromException(new FormatException("f")));

    [Fact]
    public void Fails_on_types() => Assert.IsType<string>(5, exactMatch: false);

    [Fact(Skip = "on purpose")]
    public void Is_skipped() => Assert.Fail("never");

    [Fact]
    public void Skips_itself() => Assert.SkipWhen(shared.Value == 4, "four");

    [Fact(Timeout = 60_000)]
    public Task Has_a_timeout() => Task.CompletedTask;
}
