namespace ShopLoad;

/// <summary>What all customers have seen together.</summary>
public sealed class Tally
{
    private readonly Lock _lock = new();

    public long Requests { get; private set; }

    public long Failures { get; private set; }

    public string? FirstFailure { get; private set; }

    public TimeSpan Longest { get; private set; }

    public int LostCarts { get; private set; }

    public long RightTotals { get; private set; }

    public long DiscountedTwice { get; private set; }

    public long OtherTotals { get; private set; }

    public void CountRequest(TimeSpan taken)
    {
        lock (_lock)
        {
            Requests++;
            Longest = taken > Longest ? taken : Longest;
        }
    }

    public void CountFailure(string reason)
    {
        lock (_lock)
        {
            Failures++;
            FirstFailure ??= reason;
        }
    }

    public void CountLostCart()
    {
        lock (_lock)
        {
            LostCarts++;
        }
    }

    public void CountTotal(decimal total, decimal price)
    {
        lock (_lock)
        {
            RightTotals += total == price * 0.9m ? 1 : 0;
            DiscountedTwice += total == price * 0.81m ? 1 : 0;
            OtherTotals += total != price * 0.9m && total != price * 0.81m ? 1 : 0;
        }
    }
}
