using Hotfixing.Linux;

namespace Hotfixing.EndToEnd.Tracing;

public class HoldingProcesses
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private const string SeizeAndWait = """
        #include <stdio.h>
        #include <stdlib.h>
        #include <sys/ptrace.h>
        int main(int c, char **v) { return ptrace(0x4206, atoi(v[c - 1]), 0, 0) != 0 ? 1 : (puts("ready"), fflush(stdout), getchar(), 0); }
        """;

    [Fact]
    public void Nothing_moves_while_a_process_is_held_and_all_goes_on_afterwards()
    {
        using var program = new ThreadsProgram();
        using var tracer = ProcessTracer.Open(program.Target);
        for (var i = 0; i < 20; i++)
        {
            var (first, second) = (new byte[8 * ThreadsProgram.Counters], new byte[8 * ThreadsProgram.Counters]);
            var result = tracer.Stop(Patience, process =>
            {
                Assert.True(process.Count > ThreadsProgram.Counters);
                tracer.Memory.Read(program.CounterPlace, first);
                Thread.Sleep(2);
                tracer.Memory.Read(program.CounterPlace, second);
                return true;
            });
            Assert.True(result.IsDone);
            Assert.Equal(first, second);
            Assert.True(result.Threads > ThreadsProgram.Counters);
        }

        program.AssertGrows("counts");
        program.AssertGrows("starts");
        program.AssertGrows("rounds");
    }

    [Fact]
    public void Signals_that_arrive_reach_their_threads()
    {
        using var program = new ThreadsProgram();
        using var tracer = ProcessTracer.Open(program.Target);
        for (var i = 0; i < 300; i++)
        {
            tracer.Stop(Patience, _ => true);
        }

        program.Ask("quiet");
        Assert.True(SpinWait.SpinUntil(() => program.Ask("signals").Split(' ') is [var sent, var handled] && sent == handled, Patience));
        Assert.True(long.Parse(program.Ask("signals").Split(' ')[0]) > 20);
        Assert.Equal(0, program.Number("bad"));
    }

    [Fact]
    public void What_throws_while_a_process_is_held_lets_it_go()
    {
        using var program = new ThreadsProgram();
        using var tracer = ProcessTracer.Open(program.Target);
        Assert.Throws<InvalidOperationException>(() => tracer.Stop(Patience, _ => throw new InvalidOperationException()));
        program.AssertGrows("counts");
        Assert.True(tracer.Stop(Patience, _ => true).IsDone);
    }

    [Fact]
    public void A_process_that_another_tool_traces_is_left_alone()
    {
        using var program = new ThreadsProgram();
        using var tracer = ProcessTracer.Open(program.Target);
        var other = NativeProgram.Compile(SeizeAndWait, Path.Combine(AppContext.BaseDirectory, "native", "seize"));
        using (SubjectProcess.StartThrough([other, $"{program.Target.ProcessId}"]))
        {
            var failure = Assert.Throws<SystemCallException>(() => tracer.Stop(Patience, _ => true));
            Assert.True(failure.IsAccessDenied);
            program.AssertGrows("counts");
        }

        Assert.True(tracer.Stop(Patience, _ => true).IsDone);
    }

    [Fact]
    public void A_process_that_has_ended_is_said_to_have_ended()
    {
        var program = new ThreadsProgram();
        using var tracer = ProcessTracer.Open(program.Target);
        program.Dispose();
        Assert.ThrowsAny<Exception>(() => tracer.Stop(Patience, _ => true));
    }

    [Fact]
    public void Memory_is_read_and_written_wherever_it_is()
    {
        using var program = new ThreadsProgram();
        using var memory = ProcessMemory.Open(program.Target);
        var place = program.Stack + 4090;
        memory.WriteAtOnce(place, "across two pages"u8);
        Assert.Equal("across two pages"u8, memory.Read(place, 16));
        memory.Write(program.Stack, [1, 2, 3, 4, 5, 6, 7, 8]);
        var pieces = new byte[6];
        memory.ReadMany([program.Stack + 6, program.Stack, program.Stack + 2], 2, pieces);
        Assert.Equal([7, 8, 1, 2, 3, 4], pieces);
        Assert.Equal(0x0807060504030201UL, memory.ReadWord(program.Stack));
        Assert.False(memory.TryRead(new TargetAddress(8), pieces));

        // Code, which the program itself may not write.
        var code = memory.Read(program.SystemCall, 3);
        Assert.Equal([0x0f, 0x05, 0xc3], code);
        memory.Write(program.SystemCall, code);
    }
}
