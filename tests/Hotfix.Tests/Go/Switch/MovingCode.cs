using Hotfixing.Go.Stage;
using Hotfixing.Go.Switch;
using Hotfixing.Linux;

using Iced.Intel;

namespace Hotfixing.Tests.Go.Switch;

public class MovingCode
{
    private static readonly TargetAddress Entry = new(0x401000);
    private static readonly TargetAddress Place = new(0x800000);
    private static readonly TargetAddress State = new(0x801008);

    // cmp rsp,[r14+10h]; jbe +20h; push rbp; mov rbp,rsp
    private static readonly byte[] Checked = [0x49, 0x3b, 0x66, 0x10, 0x76, 0x20, 0x55, 0x48, 0x89, 0xe5, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90];

    [Fact]
    public void A_stack_check_goes_on_behind_itself_and_branches_to_where_it_did()
    {
        var moved = Decode(RelocatedCode.TryMake(Entry, Checked, Place)!, Place);
        Assert.Equal(["cmp rsp,[r14+10h]", "jbe near ptr 0000000000401026h", "jmp near ptr 0000000000401006h"], moved);
    }

    [Theory]
    // lea r12,[rsp-100h]; what follows is not needed.
    [InlineData("4c8da42400ffffff4d3b66109090909090", "lea r12,[rsp-100h]", "jmp near ptr 0000000000401008h")]
    // mov rax,[rip+8]
    [InlineData("488b0508000000c39090909090909090", "mov rax,[40100Fh]", "jmp near ptr 0000000000401007h")]
    // add rax,rbx; ret; int3
    [InlineData("4801d8c3cccccccccccccccccccccccc", "add rax,rbx", "ret")]
    // jmp to another function, as a patch has left it
    [InlineData("e9fb0f0000909090909090909090909090", "jmp near ptr 0000000000402000h")]
    // jmp [rdx]
    [InlineData("ff229090909090909090909090909090", "jmp qword ptr [rdx]")]
    // a value behind a pointer, with the return address still on top
    [InlineData("488b0848034808c39090909090909090", "mov rcx,[rax]", "add rcx,[rax+8]", "jmp near ptr 0000000000401007h")]
    // push rbp; mov rbp,rsp; sub rsp,10h
    [InlineData("554889e54883ec10909090909090909090", "push rbp", "mov rbp,rsp", "sub rsp,10h", "jmp near ptr 0000000000401008h")]
    // push rbp; mov rbp,rsp; mov rcx,[rdx+8]: it faults before the stack has moved, or not at all
    [InlineData(
        "554889e5488b4a089090909090909090",
        "test byte ptr [rdx+8],0", "test byte ptr [rdx+0Fh],0", "push rbp", "mov rbp,rsp", "mov rcx,[rdx+8]", "jmp near ptr 0000000000401008h")]
    // push rbp; mov rbp,rsp; mov [rax+rbx*4],ecx
    [InlineData(
        "554889e5890c989090909090909090",
        "lock or byte ptr [rax+rbx*4],0", "lock or byte ptr [rax+rbx*4+3],0", "push rbp", "mov rbp,rsp", "mov [rax+rbx*4],ecx", "jmp near ptr 0000000000401007h")]
    // push rbp; mov rbp,rsp; mov [rbp-8],rax
    [InlineData("554889e5488945f89090909090909090", "push rbp", "mov rbp,rsp", "mov [rbp-8],rax", "jmp near ptr 0000000000401008h")]
    // push rbp; mov rbp,rsp; call +100h: it returns behind the call in the function
    [InlineData(
        "554889e5e80001000090909090909090",
        "push rbp", "mov rbp,rsp", "lea rsp,[rsp-8]", "mov dword ptr [rsp],401009h", "mov dword ptr [rsp+4],0", "jmp near ptr 0000000000401109h")]
    public void Whole_instructions_are_moved(string code, params string[] expected) =>
        Assert.Equal(expected, Decode(RelocatedCode.TryMake(Entry, Convert.FromHexString(code), Place)!, Place));

    [Theory]
    // call rdx: its return address would lie in no function
    [InlineData("ffd2909090909090909090909090909090")]
    // push rbp; mov eax,ecx; mov rax,[rax]: a fault that could not be unwound, at an address not known before
    [InlineData("5589c8488b0090909090909090909090")]
    // push rbp; je +0; mov rax,[rax]: a fault that need not be
    [InlineData("557400488b0090909090909090909090")]
    // push rbp; mov rbp,rsp; rep stosb
    [InlineData("554889e5f3aa90909090909090909090")]
    // push rbp; mov rbp,rsp; div rcx
    [InlineData("554889e548f7f1909090909090909090")]
    // loop -2
    [InlineData("e2fe909090909090909090909090909090")]
    // int3
    [InlineData("cc9090909090909090909090909090")]
    // an instruction that does not exist
    [InlineData("0606060606060606060606060606060606")]
    public void What_must_not_run_elsewhere_is_not_moved(string code) =>
        Assert.Null(RelocatedCode.TryMake(Entry, Convert.FromHexString(code), Place));

    [Fact]
    public void A_stub_looks_at_the_state_and_goes_to_the_old_version_or_the_new()
    {
        var stub = SwitchStub.TryMake(Place, State, Entry, Checked, new TargetAddress(0x7f0000), Checked)!;
        Assert.Equal(
            [
                "test byte ptr [801008h],8",
                "jne near ptr 00000000007F0000h",
                "cmp rsp,[r14+10h]",
                "jbe near ptr 0000000000401026h",
                "jmp near ptr 0000000000401006h",
            ],
            Decode(stub, Place));
    }

    [Fact]
    public void A_stub_gives_a_function_its_own_code_back()
    {
        byte[] patched = [.. NearJump.Between(Entry, new TargetAddress(0x7f0000)), .. Checked[5..]];
        var stub = SwitchStub.TryMake(Place, State, Entry, patched, null, Checked)!;
        Assert.Equal(
            [
                "test byte ptr [801008h],8",
                "jne near ptr 0000000000800012h",
                "jmp near ptr 00000000007F0000h",
                "cmp rsp,[r14+10h]",
                "jbe near ptr 0000000000401026h",
                "jmp near ptr 0000000000401006h",
            ],
            Decode(stub, Place));
    }

    [Fact]
    public void The_states_in_which_the_new_code_is_in_effect_are_those_a_stub_sees() =>
        Assert.Equal([PatchState.Active], Enum.GetValues<PatchState>().Where(s => s != PatchState.InEffect && s.HasFlag(PatchState.InEffect)));

    [Fact]
    public void A_jump_that_does_not_reach_is_not_made() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => NearJump.Between(Entry, Entry + 0x8000_1000));

    private static List<string> Decode(byte[] code, TargetAddress place)
    {
        var decoder = Decoder.Create(64, new ByteArrayCodeReader(code), place.Value);
        var formatter = new MasmFormatter();
        formatter.Options.SpaceAfterOperandSeparator = false;
        var result = new List<string>();
        while (decoder.IP < place.Value + (ulong)code.Length)
        {
            var output = new StringOutput();
            formatter.Format(decoder.Decode(), output);
            result.Add(output.ToStringAndReset());
        }

        return result;
    }
}
