using ShopLoad;

// Shops at the server sample and checks every answer: load <url on this machine> <seconds, at most 300>
if (args.Length != 2 || !Uri.TryCreate(args[0], UriKind.Absolute, out Uri? address) || !address.IsLoopback
    || !int.TryParse(args[1], out int seconds) || seconds is < 1 or > 300)
{
    Console.Error.WriteLine("usage: load <url on this machine> <seconds, at most 300>");
    return 1;
}

using HttpClient http = new() { BaseAddress = address, Timeout = TimeSpan.FromSeconds(10) };
Tally tally = new();
List<Customer> customers = [.. Enumerable.Range(0, 8).Select(_ => new Customer(http, tally))];
using CancellationTokenSource closing = new(TimeSpan.FromSeconds(seconds));

Console.WriteLine($"{customers.Count} customers shop for {seconds} s");
await Task.WhenAll(customers.Select(customer => customer.ShopAsync(closing.Token)));
await Task.WhenAll(customers.Select(customer => customer.CountLostCartsAsync()));

Console.WriteLine($"requests {tally.Requests}, failures {tally.Failures}, longest response {tally.Longest.TotalMilliseconds:0} ms");
Console.WriteLine($"carts {customers.Sum(customer => customer.Carts)}, lost carts {tally.LostCarts}");
Console.WriteLine($"totals: right {tally.RightTotals}, discounted twice {tally.DiscountedTwice}, other {tally.OtherTotals}");
if (tally.FirstFailure is { } failure)
{
    Console.WriteLine($"first failure: {failure}");
}

return tally is { Failures: 0, LostCarts: 0, OtherTotals: 0 } ? 0 : 1;
