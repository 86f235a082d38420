using System.Buffers.Binary;

using Hotfixing.Go.Inspect;
using Hotfixing.Linux;

namespace Hotfixing.Go.Switch;

/// <summary>
/// Tells of a process that is held still whether the first bytes of some functions may be overwritten: whether nothing is about to go on behind
/// the first of them.
/// </summary>
/// <remarks>
/// A thread may stand there, a signal handler may return there, and a goroutine that was preempted there may wait. The last is impossible where
/// the runtime's own tables forbid it to preempt (PCDATA_UnsafePoint, runtime/preempt.go, isAsyncSafePoint), which is so in most
/// functions; only for the others every goroutine is looked at.
/// </remarks>
internal sealed class SiteGate
{
    private const int StackWindow = 2048;
    private const int SlackForGoroutines = 1024;
    private const uint StatusMask = 0xfff;

    // runtime/runtime2.go, 1.19 to 1.26: _Gidle and _Gdead have no stack, _Gsyscall waits in a call.
    private const uint Idle = 0;
    private const uint InSystemCall = 3;
    private const uint Dead = 6;

    private readonly GoRuntime runtime;
    private readonly ulong[] entries;
    private readonly byte[] window = new byte[64 * 1024];
    private readonly bool needsGoroutines;
    private readonly CodeRange preemption;
    private readonly TargetAddress goroutines;
    private readonly TargetAddress firstThread;
    private readonly int pieceLength;
    private IReadOnlyList<GoThread> threads = [];
    private TargetAddress knownFirst;
    private TargetAddress[] places = [];
    private byte[] pieces = [];
    private bool isRehearsed;

    /// <param name="runtime">The process.</param>
    /// <param name="sites">The entries that have the program's own code and are to be overwritten.</param>
    public SiteGate(GoRuntime runtime, IEnumerable<TargetAddress> sites)
    {
        this.runtime = runtime;
        entries = [.. sites.Select(s => s.Value).Order()];
        needsGoroutines = entries.Length > 0 && new SafePoints(runtime) is var points && entries.Any(e => !points.AreAbsent(new TargetAddress(e)));
        preemption = runtime.Symbols.Function("runtime.asyncPreempt2");
        goroutines = runtime.Symbols["runtime.allgs"];
        firstThread = runtime.Symbols["runtime.allm"];
        var layout = runtime.Layout;
        pieceLength = (int)(Math.Max(layout.Status, layout.SavedCounter) + sizeof(ulong) - layout.SavedStackPointer);
    }

    /// <summary>Prepares for a stop; called before each one.</summary>
    public void Prepare()
    {
        knownFirst = runtime.Memory.ReadPointer(firstThread);
        threads = runtime.Threads();
        if (needsGoroutines)
        {
            var count = (int)runtime.Memory.ReadWord(goroutines + sizeof(ulong)) + SlackForGoroutines;
            if (places.Length < count)
            {
                places = new TargetAddress[count];
                pieces = new byte[count * Math.Max(pieceLength, sizeof(ulong))];
            }
        }

        if (!isRehearsed)
        {
            Rehearse();
            isRehearsed = true;
        }
    }

    /// <summary>Whether it is safe. All threads must be held.</summary>
    public bool IsOpen(StoppedProcess process)
    {
        // Threads are put at the front of the list; with a new one there may be a stack for signals that is not known yet.
        if (entries.Length > 0 && runtime.Memory.ReadPointer(firstThread) != knownFirst)
        {
            return false;
        }

        for (var i = 0; i < process.Count && entries.Length > 0; i++)
        {
            if (process.Thread(i) is { } thread && !IsClear(thread))
            {
                return false;
            }
        }

        return !needsGoroutines || AreGoroutinesClear();
    }

    // Code takes long when it runs for the first time. Here nobody waits for it; what it finds means nothing while the process runs.
    private void Rehearse()
    {
        try
        {
            _ = IsClear(new StoppedThread(0, default, threads[0].SignalStack)) && (!needsGoroutines || AreGoroutinesClear());
        }
        catch (SystemCallException)
        {
            // The list of goroutines has just moved.
        }
    }

    private bool IsClear(StoppedThread thread)
    {
        if (IsInside(thread.InstructionPointer.Value))
        {
            return false;
        }

        foreach (var known in threads)
        {
            if (known.IsOnSignalStack(thread.StackPointer))
            {
                return IsStackClear(thread.StackPointer, known.SignalStackEnd - thread.StackPointer);
            }
        }

        // It may be on its way into the scheduler, with the place where it was preempted still on the goroutine's stack.
        return !needsGoroutines || IsStackClear(thread.StackPointer, StackWindow);
    }

    private bool AreGoroutinesClear()
    {
        var memory = runtime.Memory;
        var layout = runtime.Layout;
        var count = (int)memory.ReadWord(goroutines + sizeof(ulong));
        if (count > places.Length)
        {
            return false;
        }

        var list = pieces.AsSpan(0, count * sizeof(ulong));
        memory.Read(memory.ReadPointer(goroutines), list);
        for (var i = 0; i < count; i++)
        {
            places[i] = new TargetAddress(BinaryPrimitives.ReadUInt64LittleEndian(list[(i * sizeof(ulong))..]) + layout.SavedStackPointer);
        }

        memory.ReadMany(places.AsSpan(0, count), pieceLength, pieces);
        var (status, counter) = ((int)(layout.Status - layout.SavedStackPointer), (int)(layout.SavedCounter - layout.SavedStackPointer));
        for (var i = 0; i < count; i++)
        {
            var piece = pieces.AsSpan(i * pieceLength, pieceLength);
            if ((BinaryPrimitives.ReadUInt32LittleEndian(piece[status..]) & StatusMask) is Idle or InSystemCall or Dead)
            {
                continue;
            }

            var saved = BinaryPrimitives.ReadUInt64LittleEndian(piece[counter..]);
            if (IsInside(saved)
                || (preemption.Contains(new TargetAddress(saved))
                    && !IsStackClear(new TargetAddress(BinaryPrimitives.ReadUInt64LittleEndian(piece)), StackWindow)))
            {
                return false;
            }
        }

        return true;
    }

    private bool IsStackClear(TargetAddress start, long length)
    {
        const ulong Page = 4096;
        while (length > 0)
        {
            // A stack ends at a page; what lies behind it may be nothing.
            var part = (int)Math.Min(Math.Min(length, window.Length), (long)(Page - start.Value % Page));
            var bytes = window.AsSpan(0, part);
            if (!runtime.Memory.TryRead(start, bytes))
            {
                return true;
            }

            for (var i = 0; i + sizeof(ulong) <= part; i += sizeof(ulong))
            {
                if (IsInside(BinaryPrimitives.ReadUInt64LittleEndian(bytes[i..])))
                {
                    return false;
                }
            }

            start += (ulong)part;
            length -= part;
        }

        return true;
    }

    private bool IsInside(ulong address)
    {
        var index = Array.BinarySearch(entries, address);
        return index < 0 && ~index > 0 && address - entries[~index - 1] < NearJump.Length;
    }
}
