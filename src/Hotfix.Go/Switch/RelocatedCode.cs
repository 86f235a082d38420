using Hotfixing.Linux;

using Iced.Intel;

namespace Hotfixing.Go.Switch;

/// <summary>
/// The first instructions of a function, made to run elsewhere: whole instructions that cover the five bytes of a jump, with what they
/// refer to by distance rewritten, and a jump back to the rest.
/// </summary>
internal static class RelocatedCode
{
    /// <summary>Makes them; null when they must not run elsewhere.</summary>
    /// <param name="entry">Where the function begins.</param>
    /// <param name="code">Its bytes there, at least the first sixteen or all there are.</param>
    /// <param name="place">Where they are to run.</param>
    public static byte[]? TryMake(TargetAddress entry, ReadOnlySpan<byte> code, TargetAddress place)
    {
        var decoder = Decoder.Create(64, new ByteArrayCodeReader(code.ToArray()), entry.Value);
        var instructions = new List<Instruction>();
        var probe = new FaultProbe();
        while (decoder.IP < entry.Value + NearJump.Length)
        {
            var instruction = decoder.Decode();
            if (instruction.IsInvalid || !probe.TryAdd(instruction))
            {
                return null;
            }

            switch (instruction.FlowControl)
            {
                case FlowControl.Next:
                case FlowControl.ConditionalBranch when instruction.IsJccShortOrNear:
                    instructions.Add(instruction);
                    break;
                case FlowControl.Return or FlowControl.UnconditionalBranch or FlowControl.IndirectBranch or FlowControl.Exception:
                    instructions.Add(instruction);
                    return Encode([.. probe.Instructions, .. instructions], place);
                case FlowControl.Call when instruction.IsCallNear && instruction.NextIP >= entry.Value + NearJump.Length:
                    return Encode([.. probe.Instructions, .. instructions, .. Call(instruction)], place);
                default:
                    return null;
            }
        }

        instructions.Add(Instruction.CreateBranch(Code.Jmp_rel32_64, decoder.IP));
        return Encode([.. probe.Instructions, .. instructions], place);
    }

    // The callee returns behind the call in the function itself: the runtime finds no function here when it walks the stack.
    private static IEnumerable<Instruction> Call(Instruction call) =>
    [
        Instruction.Create(Code.Lea_r64_m, Register.RSP, new MemoryOperand(Register.RSP, -sizeof(ulong))),
        Instruction.Create(Code.Mov_rm32_imm32, new MemoryOperand(Register.RSP), (int)call.NextIP),
        Instruction.Create(Code.Mov_rm32_imm32, new MemoryOperand(Register.RSP, sizeof(int)), (int)(call.NextIP >> 32)),
        Instruction.CreateBranch(Code.Jmp_rel32_64, call.NearBranchTarget),
    ];

    private static byte[]? Encode(List<Instruction> instructions, TargetAddress place)
    {
        var writer = new EncodedInstructions();
        return BlockEncoder.TryEncode(64, new InstructionBlock(writer, instructions, place.Value), out _, out _) ? writer.ToArray() : null;
    }
}
