namespace Hello;

public static class Data
{
    private static int s_counter = 100;

    public static int Counter => s_counter;

    public static DataType TestAdd(int a, int b)
    {
        s_counter++;
        TestPrivateFunction(new PrivateType(a + 1232));
        return new DataType("p1", a + b, s_counter);
    }

    private static void TestPrivateFunction(PrivateType value) =>
        Console.WriteLine($"in TestPrivateFunction v1 {value.Number}");

    private sealed record PrivateType(int Number);
}

public sealed class DataType(string str, int a, int b)
{
    private int _calls;

    public void TestHotfix()
    {
        _calls++;
        Test();
    }

    public override string ToString() => $"DataType {{ Str = {str}, A = {a}, B = {b} }}";

    private void Test() => Console.WriteLine($"in DataType.Test() v1, call {_calls}");
}
