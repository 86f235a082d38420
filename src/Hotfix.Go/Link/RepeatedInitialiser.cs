using Hotfixing.Binary;
using Hotfixing.Go.Compare;
using Iced.Intel;

namespace Hotfixing.Go.Link;

/// <summary>
/// How the generated init function of a package the program has runs again for the sake of new variables: it reads the program's
/// variables, and writes copies of its own instead of them. Which of both a reference is shows in what the instruction does with
/// it; an address that is taken is followed to its use, and refused if that is anything else than writing there.
/// </summary>
/// <param name="package">The package.</param>
/// <param name="symbols">The object's symbols.</param>
/// <param name="binder">Where things are.</param>
/// <param name="reach">What comes along.</param>
internal sealed class RepeatedInitialiser(string package, ImageSymbols symbols, Binder binder, Reach reach)
{
    private readonly InstructionInfoFactory _facts = new();

    /// <summary>Where an operand leads; null when it is no variable of the package that the target has already.</summary>
    /// <exception cref="CannotLinkException">The address of one is taken, or it is read and written at once.</exception>
    public ImageAddress? Target(IReadOnlyList<DecodedInstruction> instructions, int index, ImageSymbolReference reference)
    {
        if (symbols.WithIndex(reference.Symbol) is not { Kind: ImageSymbolKind.Variable } variable || SymbolNames.IsNumbered(variable.Name)
            || SymbolNames.Package(variable.Name) != package || binder.Existing(variable) is not { } existing)
        {
            return null;
        }

        var offset = reference.Address.Value - variable.Start.Value;
        switch (AccessOf(instructions[index].Instruction))
        {
            case OpAccess.Read or OpAccess.CondRead:
                return existing + offset;
            case OpAccess.Write:
                return Copy(variable) + offset;
            case OpAccess.NoMemAccess when UseOfAddress(instructions, index) == OpAccess.Write:
                return Copy(variable) + offset;
            case OpAccess.NoMemAccess when UseOfAddress(instructions, index) == OpAccess.Read:
                return existing + offset;
            default:
                throw new CannotLinkException(LinkDiagnostics.AddressTaken(package, variable.Name));
        }
    }

    private ImageAddress Copy(ImageSymbol variable)
    {
        reach.NeedData(variable.Stretch);
        return variable.Start;
    }

    private OpAccess AccessOf(in Instruction instruction)
    {
        if (instruction.Mnemonic == Mnemonic.Lea)
        {
            return OpAccess.NoMemAccess;
        }

        foreach (var memory in _facts.GetInfo(instruction).GetUsedMemory())
        {
            if (memory.Base is Register.None or Register.RIP && memory.Index == Register.None)
            {
                return memory.Access;
            }
        }

        return OpAccess.None;
    }

    // Follows a register that was given an address to where it is used, in a straight line.
    private OpAccess UseOfAddress(IReadOnlyList<DecodedInstruction> instructions, int index)
    {
        var register = instructions[index].Instruction.Op0Register;
        var use = OpAccess.None;
        for (var i = index + 1; i < instructions.Count; i++)
        {
            var instruction = instructions[i].Instruction;
            if (instruction.FlowControl is FlowControl.Call)
            {
                return use == OpAccess.None && IsStoreThroughDi(instruction, register) ? OpAccess.Write : OpAccess.None;
            }

            if (instruction.FlowControl != FlowControl.Next)
            {
                return OpAccess.None;
            }

            var facts = _facts.GetInfo(instruction);
            foreach (var memory in facts.GetUsedMemory().Where(m => m.Base.GetFullRegister() == register || m.Index.GetFullRegister() == register))
            {
                if (memory.Base != register || (use != OpAccess.None && use != memory.Access))
                {
                    return OpAccess.None;
                }

                use = memory.Access;
            }

            var registers = facts.GetUsedRegisters().Where(r => r.Register.GetFullRegister() == register).ToList();
            if (registers.Any(r => r.Access == OpAccess.Write && r.Register == register) && registers.All(r => r.Access == OpAccess.Write))
            {
                return use;
            }

            if (registers.Count > 0 && !facts.GetUsedMemory().Any(m => m.Base == register) || registers.Any(r => r.Access != OpAccess.Read))
            {
                return OpAccess.None;
            }

            // The stored value must not be the address itself.
            if (instruction.OpCount > 1 && instruction.Op1Kind == OpKind.Register && instruction.Op1Register.GetFullRegister() == register)
            {
                return OpAccess.None;
            }
        }

        return OpAccess.None;
    }

    // The write barrier of Go until 1.20 stores AX, or the register in its name, where DI points (runtime/asm_amd64.s, gcWriteBarrier).
    private bool IsStoreThroughDi(in Instruction call, Register register) =>
        register == Register.RDI && call.Op0Kind == OpKind.NearBranch64
            && symbols.FunctionAt(new ImageAddress(call.NearBranchTarget)) is { } callee
            && callee.Name.StartsWith("runtime.gcWriteBarrier", StringComparison.Ordinal) && !char.IsAsciiDigit(callee.Name.Replace(".abi0", "", StringComparison.Ordinal)[^1]);
}
