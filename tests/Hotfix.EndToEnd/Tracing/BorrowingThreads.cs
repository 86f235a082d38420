using Hotfixing.Linux;

namespace Hotfixing.EndToEnd.Tracing;

public class BorrowingThreads
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private const int ReadAndExecute = 5;
    private const int ReadAndWrite = 3;

    [Fact]
    public void A_borrowed_thread_maps_memory_and_goes_on_with_every_register_as_it_was()
    {
        using var program = new ThreadsProgram();
        using var tracer = ProcessTracer.Open(program.Target);
        for (var i = 0UL; i < 20; i++)
        {
            BorrowToMap(program, tracer, program.RegistersThread, new TargetAddress(0x10_0000_0000 + i * 0x10_0000));
            program.AssertGrows("rounds");
        }

        Assert.Equal(0, program.Number("bad"));
    }

    [Fact]
    public void A_thread_borrowed_from_a_system_call_goes_on_with_it()
    {
        using var program = new ThreadsProgram();
        using var tracer = ProcessTracer.Open(program.Target);
        for (var i = 0UL; i < 20; i++)
        {
            BorrowToMap(program, tracer, program.SleepingThread, new TargetAddress(0x20_0000_0000 + i * 0x10_0000));
        }

        program.AssertGrows("counts");
        Assert.Equal(0, program.Number("bad"));
    }

    [Fact]
    public void A_thread_that_is_not_fit_goes_on_untouched()
    {
        using var program = new ThreadsProgram();
        using var tracer = ProcessTracer.Open(program.Target);
        Assert.False(tracer.TryLend(program.RegistersThread, Patience, _ => false, Loan(program, new TargetAddress(0x30_0000_0000))));
        program.AssertGrows("rounds");
        Assert.DoesNotContain(MemoryMaps.Read(program.Target), m => m.Start == 0x30_0000_0000);
        Assert.Equal(0, program.Number("bad"));
    }

    [Fact]
    public void A_stack_that_is_too_small_is_not_used()
    {
        using var program = new ThreadsProgram();
        using var tracer = ProcessTracer.Open(program.Target);
        var loan = Loan(program, new TargetAddress(0x30_0000_0000)) with { StackSize = 1024 };
        Assert.Throws<NotSupportedException>(() => tracer.TryLend(program.RegistersThread, Patience, _ => true, loan));
        program.AssertGrows("rounds");
        Assert.Equal(0, program.Number("bad"));
    }

    private static void BorrowToMap(ThreadsProgram program, ProcessTracer tracer, int thread, TargetAddress place)
    {
        Assert.True(tracer.TryLend(thread, Patience, t => t.ThreadId == thread && t.StackPointer.Value != 0, Loan(program, place)));
        Assert.True(SpinWait.SpinUntil(() => IsMapped(place.Value, "r-xp") && IsMapped(place.Value + 0x2000, "rw-p"), TimeSpan.FromSeconds(20)));

        bool IsMapped(ulong start, string permissions) =>
            MemoryMaps.Read(program.Target).Any(m => m.Start <= start && start < m.End && m.Permissions == permissions);
    }

    private static ThreadLoan Loan(ThreadsProgram program, TargetAddress place) => new()
    {
        StackEnd = program.Stack + program.StackSize,
        StackSize = program.StackSize,
        SystemCall = program.SystemCall,
        SignalReturn = program.SignalReturn,
        Calls = [SystemCallRequest.Map(place, 0x1000, ReadAndExecute), SystemCallRequest.Map(place + 0x2000, 0x1000, ReadAndWrite)],
    };
}
