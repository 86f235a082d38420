using System.Diagnostics;

using Hotfixing.Go.Inspect;
using Hotfixing.Go.Link;
using Hotfixing.Linux;

namespace Hotfixing.Go.Stage;

/// <summary>Has a target map a patch's memory, by one of its own threads.</summary>
internal sealed class AreaMapper(GoRuntime runtime, ProcessTracer tracer)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);
    private static readonly byte[] SystemCallAndReturn = [0x0f, 0x05, 0xc3];

    // The number of rt_sigreturn as the operand of a move, and the system call.
    private static readonly byte[] SignalReturnCall = [15, 0, 0, 0, 0x0f, 0x05];

    /// <summary>Maps all areas, and sees that they are there.</summary>
    /// <exception cref="RefusedException">No thread could be borrowed.</exception>
    /// <exception cref="ApplyFailedException">The kernel did not map them.</exception>
    public void Map(IReadOnlyList<MappedArea> areas)
    {
        var calls = areas.Select(a => SystemCallRequest.Map(a.Start, a.Length, Protection(a.Protection))).ToList();
        var systemCall = FindSystemCall();
        var signalReturn = FindSignalReturn();
        var start = Stopwatch.GetTimestamp();
        while (!TryLend(calls, systemCall, signalReturn))
        {
            if (Stopwatch.GetElapsedTime(start) > Deadline)
            {
                throw new RefusedException([StageDiagnostics.NoThread(runtime.Process.Target)]);
            }

            Thread.Sleep(1);
        }

        if (!SpinWait.SpinUntil(() => areas.All(IsMapped), Deadline))
        {
            throw new ApplyFailedException(
                "the target did not get the memory for the patch: it may be at its limit of address space or of mappings", TargetState.Unchanged);
        }
    }

    private bool TryLend(IReadOnlyList<SystemCallRequest> calls, TargetAddress systemCall, TargetAddress signalReturn)
    {
        foreach (var (id, thread) in ThreadChoice.Candidates(runtime))
        {
            var loan = new ThreadLoan
            {
                StackEnd = thread.SignalStackEnd,
                StackSize = (ulong)(thread.SignalStackEnd - thread.SignalStack),
                SystemCall = systemCall,
                SignalReturn = signalReturn,
                Calls = calls,
            };
            if (tracer.TryLend(id, Patience, t => runtime.Text.Contains(t.InstructionPointer) && !thread.IsOnSignalStack(t.StackPointer), loan))
            {
                return true;
            }
        }

        return false;
    }

    // runtime.osyield is nothing but a system call and a return (runtime/sys_linux_amd64.s, 1.19 to 1.26), behind a wrapper or not.
    private TargetAddress FindSystemCall() => TryFind(SystemCallAndReturn, "runtime.osyield") is var (function, at)
        ? function + (ulong)at
        : throw NotUnderstood("runtime.osyield is not a mere system call");

    // Where signal handlers return to: sigreturn__sigaction since 1.20.
    private TargetAddress FindSignalReturn() => TryFind(SignalReturnCall, "runtime.sigreturn__sigaction", "runtime.sigreturn") is var (function, _)
        ? function
        : throw NotUnderstood("runtime.sigreturn is not a mere system call");

    private (TargetAddress Function, int At)? TryFind(byte[] code, params string[] names)
    {
        foreach (var function in runtime.Symbols.Functions(names))
        {
            if (runtime.Memory.Read(function.Start, (int)function.Size).AsSpan().IndexOf(code) is var at and >= 0)
            {
                return (function.Start, at);
            }
        }

        return null;
    }

    private RefusedException NotUnderstood(string what) => new([InspectDiagnostics.NotUnderstood(runtime.Process.Target, what)]);

    private bool IsMapped(MappedArea area)
    {
        var place = area.Start.Value;
        foreach (var mapping in MemoryMaps.Read(runtime.Process.Target).Where(m => m.Permissions == Permissions(area.Protection)))
        {
            // Neighbours with the same rights are one mapping to the kernel, or several.
            if (mapping.Start <= place && place < mapping.End)
            {
                place = mapping.End;
            }
        }

        return place >= area.Start.Value + area.Length;
    }

    private static int Protection(AreaProtection protection) => protection switch
    {
        AreaProtection.Read => 1,
        AreaProtection.ReadWrite => 3,
        _ => 5,
    };

    private static string Permissions(AreaProtection protection) => protection switch
    {
        AreaProtection.Read => "r--p",
        AreaProtection.ReadWrite => "rw-p",
        _ => "r-xp",
    };
}
