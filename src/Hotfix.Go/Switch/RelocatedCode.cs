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
        var isStackMoved = false;
        while (decoder.IP < entry.Value + NearJump.Length)
        {
            var instruction = decoder.Decode();
            if (instruction.IsInvalid || !CanRunElsewhere(instruction) || (isStackMoved && MayFault(instruction)))
            {
                return null;
            }

            instructions.Add(instruction);
            if (instruction.FlowControl is FlowControl.Return or FlowControl.UnconditionalBranch or FlowControl.IndirectBranch or FlowControl.Exception)
            {
                return Encode(instructions, place);
            }

            isStackMoved |= MovesStack(instruction);
        }

        instructions.Add(Instruction.CreateBranch(Code.Jmp_rel32_64, decoder.IP));
        return Encode(instructions, place);
    }

    // A call would leave a return address that the runtime finds in no function when it walks the stack; loops count down to a short jump.
    private static bool CanRunElsewhere(in Instruction instruction) => instruction.FlowControl switch
    {
        FlowControl.Next or FlowControl.Return or FlowControl.UnconditionalBranch or FlowControl.IndirectBranch or FlowControl.Exception => true,
        FlowControl.ConditionalBranch => instruction.IsJccShortOrNear,
        _ => false,
    };

    // While the return address is on top of the stack, the runtime takes a fault at an address it does not know for a call of that address, and
    // panics in the caller (runtime/panic.go, shouldPushSigpanic, 1.19 to 1.26). Later it could not walk the stack.
    private static bool MayFault(in Instruction instruction)
    {
        for (var i = 0; i < instruction.OpCount; i++)
        {
            if (instruction.GetOpKind(i) == OpKind.Memory
                && instruction.Mnemonic is not (Mnemonic.Lea or Mnemonic.Nop)
                && (instruction.MemoryBase is not (Register.RSP or Register.RIP or Register.R14) || instruction.MemoryIndex != Register.None))
            {
                return true;
            }
        }

        return instruction.IsStringInstruction || instruction.Mnemonic is Mnemonic.Div or Mnemonic.Idiv;
    }

    private static bool MovesStack(in Instruction instruction) =>
        instruction.IsStackInstruction || (instruction.OpCount > 0 && instruction.GetOpKind(0) == OpKind.Register && instruction.Op0Register == Register.RSP);

    private static byte[]? Encode(List<Instruction> instructions, TargetAddress place)
    {
        var writer = new EncodedInstructions();
        return BlockEncoder.TryEncode(64, new InstructionBlock(writer, instructions, place.Value), out _, out _) ? writer.ToArray() : null;
    }
}
