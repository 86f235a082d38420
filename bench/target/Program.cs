using BenchTarget;

// Answers one line for each line it reads: what the runner wants to know about this process.
using Suspensions suspensions = new();
Heartbeat heartbeat = new();
heartbeat.Start();
Console.WriteLine("ready");
while (Console.ReadLine() is { } question)
{
    Console.WriteLine(question switch
    {
        "gap" => heartbeat.Take() is var gap ? $"{gap.Longest / 1000} {gap.LongestHeld / 1000}" : "",
        "suspensions" => $"{suspensions.Take()}",
        "value" => $"{Hot.Called(1)} {Hot.Inlined(1)} {Many.Sum()}",
        "time" => $"{Stopclock.Called():0.000} {Stopclock.Inlined():0.000} {Stopclock.Control():0.000}",
        "collect" => Collect(),
        _ => "unknown",
    });
}

heartbeat.Stop();

static string Collect()
{
    GC.Collect();
    GC.WaitForPendingFinalizers();
    return "collected";
}
