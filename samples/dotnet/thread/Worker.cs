using System.Runtime.CompilerServices;

namespace Hammer;

/// <summary>Calls <see cref="Pairs.Make"/> without a pause and counts what comes back.</summary>
public sealed class Worker
{
    private readonly long[] _byVersion = new long[2];
    private long _inconsistent;

    public long CountOf(int version) => Volatile.Read(ref _byVersion[version]);

    public long Inconsistent => Volatile.Read(ref _inconsistent);

    public void Run(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            Work();
        }
    }

    // A call of its own: a loop that is running keeps the code it runs, so work that must be patchable returns now and then.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Work()
    {
        for (int number = 0; number < 1000; number++)
        {
            Pair pair = Pairs.Make(number);
            if (pair.IsConsistent && pair.First == number)
            {
                _byVersion[pair.Version]++;
            }
            else
            {
                _inconsistent++;
            }
        }
    }
}
