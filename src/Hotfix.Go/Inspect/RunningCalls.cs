using System.Buffers.Binary;

using Hotfixing.Binary;
using Hotfixing.Binary.GoSym;
using Hotfixing.Linux;

namespace Hotfixing.Go.Inspect;

/// <summary>
/// Counts the calls of functions that are under way: those go on in the code they began in, whatever is switched. The process runs on
/// meanwhile, so that the numbers are those of a moment that never was; a goroutine that waits is counted right,
/// and one that never rests is seen in functions that call others.
/// </summary>
/// <param name="runtime">The process.</param>
/// <param name="tables">The functions of the program and of the patches in it.</param>
internal sealed class RunningCalls(GoRuntime runtime, IReadOnlyList<FunctionTable> tables)
{
    private const int MaximumGoroutines = 1_000_000;
    private const int MaximumFrames = 100_000;
    private const int MaximumStack = 64 * 1024 * 1024;
    private const int Looks = 20;

    private readonly Dictionary<ulong, Frame?> _frames = [];
    private readonly int _length = GoroutineRecord.Length(runtime.Layout);
    private byte[] _stack = new byte[4096];

    /// <summary>Counts them.</summary>
    /// <param name="entries">Where the functions begin.</param>
    /// <returns>How many calls of each there are, by its entry; those of none are left out.</returns>
    public IReadOnlyDictionary<TargetAddress, int> Count(IReadOnlySet<TargetAddress> entries)
    {
        var calls = new Dictionary<TargetAddress, int>();
        var goroutines = Goroutines();
        for (var look = 0; look < Looks && goroutines.Count > 0; look++)
        {
            goroutines = Visit(goroutines, entries, calls, isLast: look == Looks - 1);
            if (goroutines.Count > 0)
            {
                Thread.Sleep(1);
            }
        }

        return calls;
    }

    private List<TargetAddress> Goroutines()
    {
        var all = runtime.Symbols["runtime.allgs"];
        var count = (int)Math.Min(runtime.Memory.ReadWord(all + sizeof(ulong)), MaximumGoroutines);
        var list = runtime.Memory.Read(runtime.Memory.ReadPointer(all), count * sizeof(ulong));
        return [.. Enumerable.Range(0, count).Select(i => new TargetAddress(BinaryPrimitives.ReadUInt64LittleEndian(list.AsSpan(i * sizeof(ulong)))))];
    }

    // Returns those that ran, and so have to be looked at again.
    private List<TargetAddress> Visit(
        List<TargetAddress> goroutines, IReadOnlySet<TargetAddress> entries, Dictionary<TargetAddress, int> calls, bool isLast)
    {
        var running = new List<TargetAddress>();
        var pieces = new byte[ProcessMemory.PlacesPerCall * _length];
        foreach (var part in goroutines.Chunk(ProcessMemory.PlacesPerCall))
        {
            runtime.Memory.ReadMany(part, _length, pieces);
            for (var i = 0; i < part.Length; i++)
            {
                var goroutine = GoroutineRecord.Parse(pieces.AsSpan(i * _length, _length), runtime.Layout);
                switch (goroutine.Status)
                {
                    case GoroutineStatus.Idle or GoroutineStatus.Dead:
                        break;
                    case GoroutineStatus.Running or GoroutineStatus.StackMoves when !isLast:
                        running.Add(part[i]);
                        break;
                    case GoroutineStatus.Running or GoroutineStatus.StackMoves:
                        CountAnywhere(goroutine, entries, calls);
                        break;
                    default:
                        Walk(goroutine, entries, calls);
                        break;
                }
            }
        }

        return running;
    }

    private void Walk(GoroutineRecord goroutine, IReadOnlySet<TargetAddress> entries, Dictionary<TargetAddress, int> calls)
    {
        if (!goroutine.MakesSense || !TryReadStack(goroutine.StackPointer, goroutine.StackEnd))
        {
            return;
        }

        var (counter, at) = (goroutine.Counter.Value, 0L);
        var end = goroutine.StackEnd - goroutine.StackPointer;
        for (var depth = 0; depth < MaximumFrames && FrameAt(counter) is { } frame; depth++)
        {
            Add(frame.Entry, entries, calls);
            at += frame.Size;
            if (at < 0 || at + sizeof(ulong) > end)
            {
                return;
            }

            counter = BinaryPrimitives.ReadUInt64LittleEndian(_stack.AsSpan((int)at));
            at += sizeof(ulong);
        }
    }

    // Where the stack of one that never rests reaches to is not known without stopping it: whatever looks like the return to a call counts once.
    private void CountAnywhere(GoroutineRecord goroutine, IReadOnlySet<TargetAddress> entries, Dictionary<TargetAddress, int> calls)
    {
        if (goroutine.StackStart.Value == 0 || goroutine.StackStart >= goroutine.StackEnd || !TryReadStack(goroutine.StackStart, goroutine.StackEnd))
        {
            return;
        }

        var length = (int)(goroutine.StackEnd - goroutine.StackStart);
        var seen = new HashSet<TargetAddress>();
        for (var i = 0; i + sizeof(ulong) <= length; i += sizeof(ulong))
        {
            var value = BinaryPrimitives.ReadUInt64LittleEndian(_stack.AsSpan(i));
            if (value >= runtime.Text.Start.Value && FrameAt(value) is { } frame && frame.Entry.Value != value && seen.Add(frame.Entry))
            {
                Add(frame.Entry, entries, calls);
            }
        }
    }

    private static void Add(TargetAddress entry, IReadOnlySet<TargetAddress> entries, Dictionary<TargetAddress, int> calls)
    {
        if (entries.Contains(entry))
        {
            calls[entry] = calls.GetValueOrDefault(entry) + 1;
        }
    }

    private bool TryReadStack(TargetAddress from, TargetAddress end)
    {
        var length = end - from;
        if (length > MaximumStack)
        {
            return false;
        }

        if (_stack.Length < length)
        {
            _stack = new byte[length * 2];
        }

        return runtime.Memory.TryRead(from, _stack.AsSpan(0, (int)length));
    }

    // Few places make up most stacks.
    private Frame? FrameAt(ulong counter)
    {
        if (_frames.TryGetValue(counter, out var known))
        {
            return known;
        }

        return _frames[counter] = Find(runtime.Process.Bias.Linked(new TargetAddress(counter)));
    }

    private Frame? Find(ImageAddress counter)
    {
        try
        {
            var function = tables.Select(t => t.Find(counter)).FirstOrDefault(f => f is not null);
            return function is { } found && found.FrameSizeAt(counter) is >= 0 and var size
                ? new Frame(runtime.Process.Bias.Loaded(found.Entry), size)
                : null;
        }
        catch (InvalidBinaryException)
        {
            // What looks like an address may be a number, and the table of a patch has gaps.
            return null;
        }
    }

    private readonly record struct Frame(TargetAddress Entry, int Size);
}
