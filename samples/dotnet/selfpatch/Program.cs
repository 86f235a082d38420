using Hotfixing;
using SelfPatch;

// A program that patches itself: selfpatch <rebuilt assembly or folder> [function ...]
if (args.Length == 0)
{
    Console.Error.WriteLine("usage: selfpatch <rebuilt assembly or folder> [function ...]");
    return 1;
}

Greeter greeter = new("world");
Console.WriteLine($"before: {greeter.Greet()}");

if (Hotfix.Apply(args[0], args[1..]) is not { } applied)
{
    Console.WriteLine("nothing to do");
    return 3;
}

foreach (Replacement replacement in applied.Replacements)
{
    Console.WriteLine($"replaced: {replacement.Function}");
}

Console.WriteLine($"after: {greeter.Greet()}");
Console.WriteLine($"applied: {Hotfix.List().Count}");

Hotfix.Revert();
Console.WriteLine($"reverted: {greeter.Greet()}");
Console.WriteLine($"applied: {Hotfix.List().Count}");
return 0;
