namespace SelfPatch;

public sealed class Greeter(string name)
{
    private int _greetings;

    public string Greet() => $"{Opening()} {name}, greeting number {++_greetings}";

    private static string Opening() => "Helo";
}
