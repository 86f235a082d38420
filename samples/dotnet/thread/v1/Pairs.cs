namespace Hammer;

public readonly record struct Pair(int Version, long First, long Second)
{
    public bool IsConsistent => Second - First == Version;
}

public static class Pairs
{
    public static Pair Make(long number) => new(1, number, number + 1);
}
