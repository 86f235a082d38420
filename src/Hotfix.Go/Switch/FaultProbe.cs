using Iced.Intel;

namespace Hotfixing.Go.Switch;

/// <summary>
/// Accesses that fault where the instructions of a function's head would, run before the first of them: while the return address is still on
/// top of the stack. They change nothing but the flags, which hold nothing at a function's entry.
/// </summary>
/// <remarks>
/// There the runtime takes a fault at an address it does not know for a call of that address, and panics in the caller (runtime/panic.go,
/// shouldPushSigpanic, 1.19 to 1.26). Later it could not walk the stack.
/// </remarks>
internal sealed class FaultProbe
{
    private readonly InstructionInfoFactory _facts = new();
    private readonly HashSet<Register> _written = [];
    private bool _isStackMoved;
    private bool _isConditional;

    /// <summary>The accesses, in order.</summary>
    public List<Instruction> Instructions { get; } = [];

    /// <summary>Takes the next instruction of the head; false when it could fault in a way that cannot be had earlier.</summary>
    public bool TryAdd(in Instruction instruction)
    {
        var facts = _facts.GetInfo(instruction);
        if (_isStackMoved && !TryProbe(instruction, facts))
        {
            return false;
        }

        foreach (var register in facts.GetUsedRegisters().Where(r => IsWrite(r.Access)))
        {
            _written.Add(register.Register.GetFullRegister());
        }

        _isStackMoved |= _written.Contains(Register.RSP);
        _isConditional |= instruction.FlowControl == FlowControl.ConditionalBranch;
        return true;
    }

    private bool TryProbe(in Instruction instruction, InstructionInfo facts)
    {
        if (instruction.IsStringInstruction || instruction.Mnemonic is Mnemonic.Div or Mnemonic.Idiv)
        {
            return false;
        }

        foreach (var memory in facts.GetUsedMemory().Where(m => m.Access is not OpAccess.NoMemAccess && !IsOfThread(m)))
        {
            // What runs only sometimes must not be accessed always, nor may another address than will be.
            if (_isConditional || IsWritten(memory.Base) || IsWritten(memory.Index) || instruction.HasSegmentPrefix)
            {
                return false;
            }

            Instructions.Add(Probe(memory, 0));
            if (memory.MemorySize.GetSize() is > 1 and var size)
            {
                Instructions.Add(Probe(memory, size - 1));
            }
        }

        return true;
    }

    private bool IsWritten(Register register) => register != Register.None && _written.Contains(register.GetFullRegister());

    // The stack, what is at a fixed distance, and the goroutine in R14 (cmd/compile/abi-internal.md) are always there.
    private bool IsOfThread(in UsedMemory memory) => memory.Index == Register.None
        && (memory.Base is Register.RSP or Register.RIP or Register.R14 || (memory.Base == Register.RBP && _written.Contains(Register.RBP)));

    private static bool IsWrite(OpAccess access) =>
        access is OpAccess.Write or OpAccess.CondWrite or OpAccess.ReadWrite or OpAccess.ReadCondWrite;

    private static Instruction Probe(in UsedMemory memory, int offset)
    {
        var operand = new MemoryOperand(memory.Base, memory.Index, memory.Scale, (long)memory.Displacement + offset, displSize: 1);
        if (!IsWrite(memory.Access))
        {
            return Instruction.Create(Code.Test_rm8_imm8, operand, 0);
        }

        var write = Instruction.Create(Code.Or_rm8_imm8, operand, 0);
        write.HasLockPrefix = true;
        return write;
    }
}
