using System.Buffers.Binary;

using Hotfixing.Linux;

namespace Hotfixing.Tests.Linux;

public class SignalFrameLayout
{
    private const ulong StackEnd = 0xc000010000;
    private const int Restart = -512;
    private static readonly ThreadRegisters Registers = new()
    {
        R8 = 8,
        R15 = 15,
        Rdi = 101,
        Rsi = 102,
        Rax = 7,
        Rsp = 0x7000,
        Rip = 0x4010,
        Flags = 0x246,
        Cs = 0x33,
        Ss = 0x2b,
        OriginalRax = ulong.MaxValue,
    };

    [Fact]
    public void The_first_registers_make_the_first_call_and_return_into_the_first_frame()
    {
        var (start, _, first) = Build(Registers);
        Assert.Equal((0x1000UL, 9UL, start.Value), (first.Rip, first.Rax, first.Rsp));
        Assert.Equal((0xa0000UL, 0x1000UL, 5UL, 0x104022UL), (first.Rdi, first.Rsi, first.Rdx, first.R10));
        Assert.Equal((ulong.MaxValue, 0UL), (first.R8, first.R9));
        Assert.Equal((ulong.MaxValue, 0x202UL), (first.OriginalRax, first.Flags));
        Assert.Equal((15UL, 0x33UL), (first.R15, first.Cs));
    }

    [Fact]
    public void Every_frame_but_the_last_leads_to_the_next_call_with_all_signals_blocked()
    {
        var (start, bytes, _) = Build(Registers);
        Assert.Equal(0x2000UL, Word(bytes, 0));
        Assert.Equal(6UL, Word(bytes, 8));
        Assert.Equal(0x40UL, Word(bytes, 32) & uint.MaxValue);
        Assert.Equal(0x1000UL, Word(bytes, 48 + 16 * 8));
        Assert.Equal(start.Value + 320, Word(bytes, 48 + 15 * 8));
        Assert.Equal(9UL, Word(bytes, 48 + 13 * 8));
        Assert.Equal(0xb0000UL, Word(bytes, 48 + 8 * 8));
        Assert.Equal(0UL, Word(bytes, 48 + 23 * 8));
        Assert.Equal(~0x40100UL, Word(bytes, 48 + 256));
    }

    [Fact]
    public void The_last_frame_holds_the_state_of_the_thread()
    {
        var (start, bytes, _) = Build(Registers);
        Assert.Equal(0x2000UL, Word(bytes, 320));
        Assert.Equal(7UL, Word(bytes, 320 + 8));
        Assert.Equal([8UL, 0, 0, 0, 0, 0, 0, 15UL, 101UL, 102UL], Enumerable.Range(0, 10).Select(i => Word(bytes, 320 + 48 + i * 8)));
        Assert.Equal((7UL, 0x7000UL, 0x4010UL, 0x246UL), (Word(bytes, 320 + 152), Word(bytes, 320 + 168), Word(bytes, 320 + 176), Word(bytes, 320 + 184)));
        Assert.Equal(0x002b_0000_0000_0033UL, Word(bytes, 320 + 192));
        Assert.Equal(0x1234UL, Word(bytes, 320 + 48 + 256));
        Assert.Equal(start.Value + 640, Word(bytes, 320 + 48 + 23 * 8));
    }

    [Fact]
    public void The_extended_state_is_aligned_and_marked_as_the_kernel_wants_it()
    {
        var (start, bytes, _) = Build(Registers);
        var extended = bytes.AsSpan(640);
        Assert.Equal(0UL, (start.Value + 640) % 64);
        Assert.True(start.Value + (ulong)bytes.Length <= StackEnd);
        Assert.Equal(0x46505853U, BinaryPrimitives.ReadUInt32LittleEndian(extended[464..]));
        Assert.Equal(836, BinaryPrimitives.ReadInt32LittleEndian(extended[468..]));
        Assert.Equal(7UL, BinaryPrimitives.ReadUInt64LittleEndian(extended[472..]));
        Assert.Equal(832, BinaryPrimitives.ReadInt32LittleEndian(extended[480..]));
        Assert.Equal(0x46505845U, BinaryPrimitives.ReadUInt32LittleEndian(extended[832..]));
        Assert.Equal(0x99, extended[100]);
        Assert.Equal(836, extended.Length);
    }

    [Theory]
    [InlineData(Restart, 202, 202, 0x400e)]
    [InlineData(-513, 202, 202, 0x400e)]
    [InlineData(-514, 202, 202, 0x400e)]
    [InlineData(-516, 202, -4, 0x4010)]
    [InlineData(5, 202, 5, 0x4010)]
    [InlineData(Restart, -1, Restart, 0x4010)]
    public void A_system_call_that_was_interrupted_is_made_again(long result, long call, long expected, ulong place)
    {
        var (_, bytes, _) = Build(Registers with { Rax = (ulong)result, OriginalRax = (ulong)call });
        Assert.Equal(((ulong)expected, place), (Word(bytes, 320 + 152), Word(bytes, 320 + 176)));
    }

    [Fact]
    public void Room_for_tiles_is_left_out_for_a_thread_without_tiles()
    {
        var state = State();
        BinaryPrimitives.WriteUInt64LittleEndian(state.AsSpan(464), 7 | 1UL << 18);
        Assert.Equal(836, ExtendedState.ForSignalFrame(state).Length);
    }

    [Fact]
    public void A_state_that_is_cut_off_is_refused() =>
        Assert.Throws<NotSupportedException>(() => ExtendedState.ForSignalFrame(State().AsSpan(0, 700)));

    private static (TargetAddress Start, byte[] Bytes, ThreadRegisters Registers) Build(ThreadRegisters registers) =>
        SignalFrames.Build(registers, 0x1234, State(), new ThreadLoan
        {
            StackEnd = new TargetAddress(StackEnd),
            StackSize = 0x8000,
            SystemCall = new TargetAddress(0x1000),
            SignalReturn = new TargetAddress(0x2000),
            Calls = [SystemCallRequest.Map(new TargetAddress(0xa0000), 0x1000, 5), SystemCallRequest.Map(new TargetAddress(0xb0000), 0x1000, 3)],
        });

    private static byte[] State()
    {
        // x87, SSE and AVX: what every processor this runs on has, 832 bytes.
        var state = new byte[2000];
        state[100] = 0x99;
        BinaryPrimitives.WriteUInt64LittleEndian(state.AsSpan(464), 7);
        BinaryPrimitives.WriteUInt64LittleEndian(state.AsSpan(512), 7);
        return state;
    }

    private static ulong Word(byte[] bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));
}
