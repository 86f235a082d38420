using System.Diagnostics;
using System.Net.Http.Json;

namespace ShopLoad;

/// <summary>Fills carts one after the other, reads them back and remembers what must be in them.</summary>
public sealed class Customer(HttpClient http, Tally tally)
{
    private const int MostCarts = 500;
    private const int MostLines = 8;
    private static readonly (string Product, int Count, decimal Price)[] s_purchases = [("apple", 3, 3m), ("cheese", 1, 12m)];
    private readonly List<ExpectedCart> _carts = [];

    public int Carts => _carts.Count;

    /// <summary>Shops until the closing time.</summary>
    public async Task ShopAsync(CancellationToken closing)
    {
        for (int round = 0; !closing.IsCancellationRequested; round++)
        {
            ExpectedCart? cart = _carts.Count < MostCarts && round % MostLines == 0
                ? await OpenAsync()
                : _carts.Count == 0 ? null : _carts[round / MostLines % _carts.Count];
            if (cart is not null)
            {
                await PutAsync(cart, s_purchases[round % s_purchases.Length]);
                await ReadAsync(cart);
            }

            await Task.Delay(1, CancellationToken.None);
        }
    }

    /// <summary>Looks for every cart once more; one that is gone or has lost something counts as lost.</summary>
    public async Task CountLostCartsAsync()
    {
        foreach (ExpectedCart cart in _carts)
        {
            Quote? quote = await AskAsync<Quote>(HttpMethod.Get, $"/carts/{cart.Id}");
            if (quote is null || quote.Lines != cart.Lines || quote.Pieces != cart.Pieces)
            {
                tally.CountLostCart();
            }
        }
    }

    private async Task<ExpectedCart?> OpenAsync()
    {
        if (await AskAsync<int?>(HttpMethod.Post, "/carts") is not { } id)
        {
            return null;
        }

        ExpectedCart cart = new(id);
        _carts.Add(cart);
        return cart;
    }

    private async Task PutAsync(ExpectedCart cart, (string Product, int Count, decimal Price) purchase)
    {
        if (cart.Lines < MostLines && await SendAsync(HttpMethod.Post, $"/carts/{cart.Id}/{purchase.Product}/{purchase.Count}") is { } answer)
        {
            answer.Dispose();
            cart.Lines++;
            cart.Pieces += purchase.Count;
            cart.Price += purchase.Price;
        }
    }

    private async Task ReadAsync(ExpectedCart cart)
    {
        Quote? quote = await AskAsync<Quote>(HttpMethod.Get, $"/carts/{cart.Id}");
        if (quote is null)
        {
            return;
        }

        if (quote.Cart != cart.Id || quote.Lines != cart.Lines || quote.Pieces != cart.Pieces)
        {
            tally.CountFailure($"{quote} where {cart} was expected");
        }

        tally.CountTotal(quote.Total, cart.Price);
    }

    private async Task<T?> AskAsync<T>(HttpMethod method, string path)
    {
        using HttpResponseMessage? answer = await SendAsync(method, path);
        return answer is null ? default : await answer.Content.ReadFromJsonAsync<T>();
    }

    private async Task<HttpResponseMessage?> SendAsync(HttpMethod method, string path)
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            HttpResponseMessage answer = await http.SendAsync(new HttpRequestMessage(method, path));
            tally.CountRequest(Stopwatch.GetElapsedTime(start));
            if (answer.IsSuccessStatusCode)
            {
                return answer;
            }

            tally.CountFailure($"{method} {path}: {(int)answer.StatusCode}");
            answer.Dispose();
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException)
        {
            tally.CountFailure($"{method} {path}: {failure.Message}");
        }

        return null;
    }

    private sealed record Quote(int Cart, int Lines, int Pieces, decimal Total);

    private sealed record ExpectedCart(int Id)
    {
        public int Lines { get; set; }

        public int Pieces { get; set; }

        public decimal Price { get; set; }
    }
}
