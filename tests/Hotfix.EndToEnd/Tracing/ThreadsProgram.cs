using System.Globalization;

using Hotfixing.Linux;

namespace Hotfixing.EndToEnd.Tracing;

/// <summary>The running program of Subjects/Threads.c.</summary>
public sealed class ThreadsProgram : IDisposable
{
    public const int Counters = 4;
    private static readonly Lazy<string> Compiled = new(() => NativeProgram.Compile(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Subjects", "Threads.c.txt")),
        Path.Combine(AppContext.BaseDirectory, "native", "threads"),
        "-O1", "-pthread"));

    private readonly SubjectProcess process = SubjectProcess.StartThrough([Compiled.Value]);

    public ThreadsProgram()
    {
        var places = process.Ask("places").Split(' ');
        CounterPlace = Place(places[0]);
        SystemCall = Place(places[1]);
        SignalReturn = Place(places[2]);
        Stack = Place(places[3]);
        StackSize = ulong.Parse(places[4], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        RegistersThread = int.Parse(places[5], CultureInfo.InvariantCulture);
        SleepingThread = int.Parse(places[6], CultureInfo.InvariantCulture);
    }

    public Target Target => process.Target;

    public TargetAddress CounterPlace { get; }

    public TargetAddress SystemCall { get; }

    public TargetAddress SignalReturn { get; }

    public TargetAddress Stack { get; }

    public ulong StackSize { get; }

    public int RegistersThread { get; }

    public int SleepingThread { get; }

    public string Ask(string question) => process.Ask(question);

    public long Number(string question) => long.Parse(Ask(question), CultureInfo.InvariantCulture);

    /// <summary>Waits until a number has grown.</summary>
    public void AssertGrows(string question)
    {
        var before = Number(question);
        Assert.True(SpinWait.SpinUntil(() => Number(question) > before, TimeSpan.FromSeconds(20)), $"{question} stands still");
    }

    public void Dispose() => process.Dispose();

    private static TargetAddress Place(string hexadecimal) => new(ulong.Parse(hexadecimal, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
}
