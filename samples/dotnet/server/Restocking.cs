namespace ShopServer;

/// <summary>Fills the shelves in the background.</summary>
public sealed class Restocking(Shop shop) : BackgroundService
{
    private static int s_rounds;

    public static int Rounds => Volatile.Read(ref s_rounds);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(50));
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (Product product in shop.Products.All().Where(product => product.Stock < 1))
            {
                product.Restock(1 - product.Stock);
            }

            Interlocked.Increment(ref s_rounds);
        }
    }
}
