using System.Globalization;
using System.Net.Http.Json;

namespace Hotfixing.EndToEnd.Go;

/// <summary>samples/go/server: a shop whose bugs are mended while its customers shop.</summary>
public sealed class GoServerUnderLoad
{
    private const int Customers = 8;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    [Theory]
    [InlineData("1.19")]
    [InlineData("1.24")]
    [InlineData("1.26")]
    public async Task Bugs_are_mended_under_load_without_a_failed_request_or_a_lost_cart(string go)
    {
        using var server = GoSample.Start(go, "server");
        using var http = new HttpClient { BaseAddress = new Uri(server.ReadLine()["listening on ".Length..]), Timeout = Deadline };
        using var closing = new CancellationTokenSource(Deadline);
        var shopping = Enumerable.Range(0, Customers).Select(_ => ShopAsync(http, closing.Token)).ToList();

        await ExpectAsync(http, mended: false);
        HotfixCommand.Run("apply", server.Id, GoSample.Folder("server", "v1"), "--yes").Succeeds();
        await ExpectAsync(http, mended: true);
        HotfixCommand.Run("revert", server.Id).Succeeds();
        await ExpectAsync(http, mended: false);
        HotfixCommand.Run("apply", server.Id, GoSample.Folder("server", "v1"), "--yes").Succeeds();
        await ExpectAsync(http, mended: true);

        var rounds = await AskAsync<string>(http, "/uptime");
        await Task.Delay(200, closing.Token);
        Assert.NotEqual(rounds, await AskAsync<string>(http, "/uptime"));

        await closing.CancelAsync();
        var carts = (await Task.WhenAll(shopping)).SelectMany(c => c).ToList();
        Assert.True(carts.Count >= Customers, "nobody has shopped");
        Assert.Equal(carts.Count + 4, await AskAsync<int>(http, "/carts"));
        foreach (var (id, lines) in carts)
        {
            var quote = await AskAsync<Quote>(http, $"/carts/{id}");
            Assert.Equal(new Quote(id, lines, 2 * lines, 21.6m * lines), quote);
        }
    }

    // Fills carts until the closing time. Any answer but a good one throws.
    private static async Task<List<(int Id, int Lines)>> ShopAsync(HttpClient http, CancellationToken closing)
    {
        const int MostLines = 20;
        var carts = new List<(int Id, int Lines)>();
        while (!closing.IsCancellationRequested && carts.Count < 2000)
        {
            var id = await PostAsync<int>(http, "/carts");
            carts.Add((id, 0));
            for (var lines = 1; lines <= MostLines && !closing.IsCancellationRequested; lines++)
            {
                await PostAsync<object>(http, $"/carts/{id}/cheese/2");
                carts[^1] = (id, lines);
                var quote = await AskAsync<Quote>(http, $"/carts/{id}");
                Assert.Equal((id, lines, 2 * lines), (quote!.Cart, quote.Lines, quote.Pieces));
                Assert.True(quote.Total == 19.44m * lines || quote.Total == 21.6m * lines, $"{quote.Total} for {lines} lines");
            }
        }

        return carts;
    }

    private static async Task ExpectAsync(HttpClient http, bool mended)
    {
        var cart = await PostAsync<int>(http, "/carts");
        await PostAsync<object>(http, $"/carts/{cart}/cheese/2");
        Assert.Equal(mended ? 21.6m : 19.44m, (await AskAsync<Quote>(http, $"/carts/{cart}"))!.Total);
        Assert.Equal(mended ? ["apple", "bread"] : ["cheese"], await AskAsync<string[]>(http, "/products/1"));
        Assert.Equal(mended, await AskAsync<bool>(http, "/available/bread"));
        var sold = await AskAsync<string[]>(http, "/bestsellers");
        Assert.Equal("cheese", mended ? sold![0] : sold![^1]);
    }

    private static Task<T?> AskAsync<T>(HttpClient http, string path) => http.GetFromJsonAsync<T>(path);

    private static async Task<T?> PostAsync<T>(HttpClient http, string path)
    {
        using var answer = await http.PostAsync(path, null);
        answer.EnsureSuccessStatusCode();
        var text = await answer.Content.ReadAsStringAsync();
        return text.Length == 0 ? default : (T)Convert.ChangeType(text.Trim(), typeof(T), CultureInfo.InvariantCulture);
    }

    private sealed record Quote(int Cart, int Lines, int Pieces, decimal Total);
}
