using Hammer;

// Ten threads hammer one function. For each line it reads, the program prints what they have seen since the last one.
using CancellationTokenSource stop = new();
List<Worker> workers = [.. Enumerable.Range(0, 10).Select(_ => new Worker())];
List<Thread> threads = [.. workers.Select(worker => new Thread(() => worker.Run(stop.Token)))];
threads.ForEach(thread => thread.Start());
Console.WriteLine("hammering");

long[] seen = new long[3];
while (Console.ReadLine() is not null)
{
    long[] now = [workers.Sum(w => w.CountOf(0)), workers.Sum(w => w.CountOf(1)), workers.Sum(w => w.Inconsistent)];
    Console.WriteLine($"v0 {now[0] - seen[0]} v1 {now[1] - seen[1]} inconsistent {now[2] - seen[2]}");
    seen = now;
}

stop.Cancel();
threads.ForEach(thread => thread.Join());
