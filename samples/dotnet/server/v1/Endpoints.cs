namespace ShopServer;

/// <summary>What the shop answers to.</summary>
public static class Endpoints
{
    public static void Map(WebApplication app, Shop shop)
    {
        app.MapPost("/carts", () => shop.OpenCart().Id);
        app.MapPost("/carts/{id:int}/{product}/{count:int}", (int id, string product, int count) =>
            shop.Put(id, product, count) ? Results.Ok() : Results.NotFound());
        app.MapGet("/carts/{id:int}", async (int id) => await shop.QuoteAsync(id) is { } quote ? Results.Ok(quote) : Results.NotFound());
        app.MapGet("/carts", () => shop.Carts.Count);
        app.MapGet("/products/{page:int}", (int page) => shop.Products.Page(page, 2).Select(product => product.Name));
        app.MapGet("/available/{product}", async (string product) => await shop.FindAsync(product) is { Stock: >= 1 });
        app.MapGet("/bestsellers", shop.BestSellers);
        app.MapGet("/uptime", () => $"process {Environment.ProcessId}, {Restocking.Rounds} rounds of restocking");
    }
}
