namespace ShopServer;

public sealed record CartLine(string Product, int Count, decimal UnitPrice);

public sealed class Cart(int id)
{
    private readonly List<CartLine> _lines = [];

    public int Id => id;

    public void Add(CartLine line)
    {
        lock (_lines)
        {
            _lines.Add(line);
        }
    }

    public IReadOnlyList<CartLine> Lines()
    {
        lock (_lines)
        {
            return [.. _lines];
        }
    }
}
