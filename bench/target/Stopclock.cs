using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace BenchTarget;

/// <summary>Nanoseconds per call: the best of many rounds, after enough calls for the runtime's last tier.</summary>
internal static class Stopclock
{
    private const int Rounds = 60;
    private const int Calls = 1_000_000;
    private static int s_sink;

    public static double Called() => Best(LoopCalled);

    public static double Inlined() => Best(LoopInlined);

    public static double Control() => Best(LoopControl);

    private static double Best(Func<int> loop)
    {
        TimeSpan best = TimeSpan.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            s_sink += loop();
            TimeSpan taken = Stopwatch.GetElapsedTime(start);
            best = taken < best ? taken : best;
            Thread.Sleep(round < Rounds / 2 ? 10 : 0);
        }

        return best.TotalNanoseconds / Calls;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int LoopCalled()
    {
        int value = 0;
        for (int call = 0; call < Calls; call++)
        {
            value = Hot.Called(value);
        }

        return value;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int LoopInlined()
    {
        int value = 0;
        for (int call = 0; call < Calls; call++)
        {
            value = Hot.Inlined(value);
        }

        return value;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int LoopControl()
    {
        int value = 0;
        for (int call = 0; call < Calls; call++)
        {
            value = Hot.Control(value);
        }

        return value;
    }
}
