using Hotfixing.Binary;
using Hotfixing.Go.Check;

namespace Hotfixing.Tests.Go;

public class JudgingEntries
{
    private static readonly ImageAddress Entry = new(0x401000);
    private static readonly ImageAddress Growth = new(0x402000);
    private static readonly ImageAddress Table = new(0x403000);

    [Fact]
    public void A_function_that_begins_anew_when_its_stack_has_grown_is_fit() =>
        // cmp rsp,[r14+10h]; jbe L; ret; L: mov [rsp+8],rax; call morestack; mov rax,[rsp+8]; jmp entry
        Assert.Null(WhyNot("493b661076 01 c3 4889442408 e8ef0f0000 488b442408 ebe8"));

    [Fact]
    public void So_is_one_whose_way_back_is_padded() =>
        // As before, with nop dword ptr [rax] in front of the jump: the assembler aligns jumps.
        Assert.Null(WhyNot("493b661076 01 c3 4889442408 e8ef0f0000 488b442408 0f1f00 ebe5"));

    [Fact]
    public void The_same_jump_behind_another_call_is_a_loop() =>
        Assert.Equal("it is a loop from its first instruction on", WhyNot("493b661076 01 c3 4889442408 e8ee0f0000 488b442408 ebe8"));

    [Theory]
    // dec rax; jne entry
    [InlineData("48ffc8 75fb c3", "it is a loop from its first instruction on")]
    // xor ecx,ecx; inc rcx; cmp rcx,rax; jl entry+2
    [InlineData("31c9 48ffc1 4839c1 7cf8 c3", "it jumps to its own first bytes")]
    [InlineData("c3", "it has 1 bytes, and the next function begins right behind it")]
    // call rdx; nop
    [InlineData("ffd2 90909090 c3", "a call in its first bytes returns into them")]
    [InlineData("9090909090 06 c3", "it holds bytes that are no instructions")]
    public void What_may_come_back_to_the_first_bytes_is_unfit(string code, string reason) => Assert.Equal(reason, WhyNot(code));

    [Theory]
    // xor eax,eax; ret; int3 int3
    [InlineData("31c0 c3 cccc")]
    // xor ecx,ecx; xor edx,edx; nop; L: inc rcx; cmp rcx,rax; jl L; ret
    [InlineData("31c9 31d2 90 48ffc1 4839c1 7cf8 c3")]
    public void Others_are_fit(string code) => Assert.Null(WhyNot(code));

    [Fact]
    public void Bytes_in_two_pages_are_not_written() =>
        Assert.Equal("its first bytes lie in two pages", EntryRules.WhyNot(new ImageAddress(0x401ffd), new byte[16], _ => false, _ => null));

    [Theory]
    [InlineData("it is a loop from its first instruction on", 0x40100eUL, 0x401000UL)]
    [InlineData("it jumps to its own first bytes", 0x401002UL, 0x40100eUL)]
    [InlineData("it jumps by a table that is not found", 0x402000UL)]
    [InlineData("it jumps by a table that is not found")]
    [InlineData(null, 0x40100eUL, 0x40100eUL, 0x402000UL, 0x401000UL)]
    [InlineData(null, 0x40100eUL)]
    public void A_table_of_jumps_may_lead_back_too(string? reason, params ulong[] table) =>
        // inc ecx; mov [rax],cl; lea rdx,[403000h]; jmp [rdx+rcx*8]; ret
        Assert.Equal(reason, WhyNot("ffc1 8808 488d15f51f0000 ff24ca c3", table));

    private static string? WhyNot(string code, params ulong[] table) => EntryRules.WhyNot(
        Entry,
        Convert.FromHexString(code.Replace(" ", "", StringComparison.Ordinal)),
        a => a == Growth,
        a => (a - Table) / 8 is >= 0 and var i && i < table.Length ? new ImageAddress(table[i]) : null);
}
