using Hello;

// Prints everything once at the start and once more for each line it reads; ends with its input.
DataType kept = new("p1", 1, 1);
do
{
    Console.WriteLine($"main print {Data.TestAdd(3, 100)}");
    Console.WriteLine($"main print {kept}");
    kept.TestHotfix();
    Console.WriteLine($"main print counter {Data.Counter}");
    Console.WriteLine("--------------------------- done");
}
while (Console.ReadLine() is not null);
