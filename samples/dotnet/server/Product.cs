namespace ShopServer;

public sealed class Product(string name, decimal price, int stock)
{
    private int _stock = stock;
    private int _sold;

    public string Name => name;

    public decimal Price => price;

    public int Stock => Volatile.Read(ref _stock);

    public int Sold => Volatile.Read(ref _sold);

    public void Sell(int count)
    {
        Interlocked.Add(ref _sold, count);
        Interlocked.Add(ref _stock, -count);
    }

    public void Restock(int count) => Interlocked.Add(ref _stock, count);
}
