namespace ShopServer;

public sealed record Quote(int Cart, int Lines, int Pieces, decimal Total);

/// <summary>The shop's state and rules.</summary>
public sealed class Shop
{
    private const decimal Discount = 0.10m;
    private int _lastCart;

    public Shop()
    {
        foreach (Product product in new Product[] { new("apple", 1m, 1_000), new("bread", 3m, 1), new("cheese", 12m, 40) })
        {
            Products.Add(product.Name, product);
        }
    }

    public Repository<string, Product> Products { get; } = new();

    public Repository<int, Cart> Carts { get; } = new();

    public Cart OpenCart()
    {
        Cart cart = new(Interlocked.Increment(ref _lastCart));
        Carts.Add(cart.Id, cart);
        return cart;
    }

    public bool Put(int cartId, string productName, int count)
    {
        if (Carts.Find(cartId) is not { } cart || Products.Find(productName) is not { } product)
        {
            return false;
        }

        product.Sell(count);
        cart.Add(new CartLine(product.Name, count, product.Price));
        return true;
    }

    /// <summary>The product of that name, as a slow store room would find it.</summary>
    public async Task<Product?> FindAsync(string name)
    {
        await Task.Yield();
        return Products.Find(name);
    }

    /// <summary>What the cart costs, less the discount.</summary>
    public async Task<Quote?> QuoteAsync(int cartId)
    {
        if (Carts.Find(cartId) is not { } cart)
        {
            return null;
        }

        IReadOnlyList<CartLine> lines = cart.Lines();
        decimal total = await DiscountedAsync(lines);
        return new Quote(cart.Id, lines.Count, lines.Sum(line => line.Count), total);
    }

    /// <summary>The names of the products, the one sold most first.</summary>
    public IReadOnlyList<string> BestSellers() =>
        [.. from product in Products.All() orderby product.Sold descending, product.Name select product.Name];

    private static async Task<decimal> DiscountedAsync(IReadOnlyList<CartLine> lines)
    {
        await Task.Yield();
        return lines.Sum(line => line.Count * line.UnitPrice) * (1 - Discount);
    }
}
