using System.Buffers.Binary;
using Hotfixing.Binary;
using Hotfixing.Binary.Elf;
using Hotfixing.Go.Compare;
using Iced.Intel;

namespace Hotfixing.Go.Link;

/// <summary>
/// Fits a function of the object to its place: every branch that leaves it and every operand relative to the instruction pointer
/// gets the distance of what it means in the target. Branches inside the object's code carry no relocation, so each instruction
/// is decoded; every relocation must belong to one that was understood.
/// </summary>
internal sealed class CodeLinker(
    ProgramImage theObject, ObjectRelocations relocations, Binder binder, PatchBytes output, FarAddresses far, Lazy<int?> threadOffset)
{
    private const byte LoadFromMemory = 0x8b;
    private const byte LoadOfAddress = 0x8d;
    private const byte MoveNumber = 0xc7;

    /// <summary>Links a function.</summary>
    /// <param name="function">The function.</param>
    /// <param name="initialiser">How it initialises variables again; null for ordinary code.</param>
    /// <exception cref="CannotLinkException">Something in it is not understood.</exception>
    public void Link(ImageSymbol function, RepeatedInitialiser? initialiser)
    {
        var code = theObject.Read(function.Start, (int)function.Size).ToArray();
        var open = relocations.Within(function.Stretch).ToDictionary(r => r.Key, r => r.Value);
        var instructions = FunctionInstructions.Decode(theObject, function);
        for (var i = 0; i < instructions.Count; i++)
        {
            var (instruction, constants) = (instructions[i].Instruction, instructions[i].Constants);
            var at = (int)(instruction.IP - function.Start.Value);
            var place = function.Start + (ulong)(at + constants.DisplacementOffset);
            if (instruction.Op0Kind == OpKind.NearBranch64)
            {
                open.Remove(function.Start + (ulong)(at + constants.ImmediateOffset), out var relocation);
                Branch(function, code, instruction, at + constants.ImmediateOffset, constants.ImmediateSize, relocation);
            }
            else if (instruction.IsIPRelativeMemoryOperand)
            {
                open.Remove(place, out var relocation);
                var index = i;
                Operand(function, code, instruction, at + constants.DisplacementOffset, relocation, target => initialiser?.Target(instructions, index, target));
            }
            else if (constants.HasDisplacement && open.TryGetValue(place, out var other) && other.Type == ElfRelocationType.ThreadOffset32)
            {
                open.Remove(place);
                Write(code, at + constants.DisplacementOffset, ThreadOffsetOf(function) + other.Addend);
            }
        }

        if (open.Count > 0)
        {
            var first = open.MinBy(r => r.Key);
            throw Unknown(function, first.Key, $"a relocation of kind {first.Value.Type} outside of what is understood");
        }

        output.Write(function.Start, code);
    }

    private void Branch(ImageSymbol function, byte[] code, in Instruction instruction, int field, int size, ElfRelocation relocation)
    {
        var target = new ImageAddress(instruction.NearBranchTarget);
        if (function.Contains(target))
        {
            return;
        }

        if (size != 4 || relocation.Type is not (ElfRelocationType.None or ElfRelocationType.Relative32 or ElfRelocationType.Stub32))
        {
            throw Unknown(function, new ImageAddress(instruction.IP), $"a branch out of it of {size} bytes with relocation {relocation.Type}");
        }

        var bound = relocation.Type == ElfRelocationType.None
            ? binder.BindCode(target, function.Name)
            : binder.Bind((int)relocation.SymbolIndex, target, function.Name);
        Write(code, field, bound.Value, instruction.NextIP, function);
    }

    private void Operand(ImageSymbol function, byte[] code, in Instruction instruction, int field, ElfRelocation relocation, Func<ImageSymbolReference, ImageAddress?> again)
    {
        var target = new ImageAddress(instruction.IPRelativeMemoryAddress);
        switch (relocation.Type)
        {
            case ElfRelocationType.None when theObject.File.Sections.Any(s => s.IsCode && target.Value - theObject.AddressOf(s).Value < s.Size):
                Write(code, field, binder.BindCode(target, function.Name).Value, instruction.NextIP, function);
                return;
            case ElfRelocationType.Relative32 or ElfRelocationType.Stub32:
                var reference = new ImageSymbolReference((int)relocation.SymbolIndex, target);
                Write(code, field, Near(code, field, again(reference) ?? binder.Bind(reference.Symbol, target, function.Name), instruction), instruction.NextIP, function);
                return;
            case ElfRelocationType.Slot32 or ElfRelocationType.RelaxableSlot32 or ElfRelocationType.RelaxableSlot32Rex
                when code[field - 2] == LoadFromMemory && relocation.Addend == -4:
                // A slot with an address is not needed where the address itself is within reach.
                code[field - 2] = LoadOfAddress;
                Write(code, field, Near(code, field, binder.Bind((int)relocation.SymbolIndex, target, function.Name), instruction), instruction.NextIP, function);
                return;
            case ElfRelocationType.ThreadSlot32 when field >= 3 && code[field - 2] == LoadFromMemory && (code[field - 3] & 0xf8) == 0x48 && relocation.Addend == -4:
                // mov slot(%rip), reg becomes mov $offset, reg: the register moves from ModRM.reg to ModRM.rm, REX.R to REX.B.
                var register = code[field - 1] >> 3 & 7;
                code[field - 3] = (byte)(0x48 | ((code[field - 3] & 4) != 0 ? 1 : 0));
                code[field - 2] = MoveNumber;
                code[field - 1] = (byte)(0xc0 | register);
                Write(code, field, ThreadOffsetOf(function));
                return;
            default:
                throw Unknown(function, new ImageAddress(instruction.IP), $"{instruction.Mnemonic} with an operand at {target} and relocation {relocation.Type}");
        }
    }

    // Itabs the program made while it ran can be anywhere: the address is loaded from a slot, by an instruction of the same length.
    private ulong Near(byte[] code, int field, ImageAddress target, in Instruction instruction)
    {
        if (IsNear(target.Value, instruction.NextIP) || code[field - 2] != LoadOfAddress || (code[field - 3] & 0xf8) != 0x48)
        {
            return target.Value;
        }

        code[field - 2] = LoadFromMemory;
        return far.SlotOf(target).Value;
    }

    private static bool IsNear(ulong target, ulong next) => (long)(target - next) is >= int.MinValue and <= int.MaxValue;

    private int ThreadOffsetOf(ImageSymbol function) =>
        threadOffset.Value ?? throw new CannotLinkException(LinkDiagnostics.UnknownThreadOffset(function.Name));

    private static void Write(byte[] code, int field, ulong target, ulong next, ImageSymbol function)
    {
        if (!IsNear(target, next))
        {
            throw Unknown(function, function.Start + (ulong)field, "a reference to something more than 2 GiB away");
        }

        BinaryPrimitives.WriteInt32LittleEndian(code.AsSpan(field), (int)(target - next));
    }

    private static void Write(byte[] code, int field, long value) => BinaryPrimitives.WriteInt32LittleEndian(code.AsSpan(field), checked((int)value));

    private static CannotLinkException Unknown(ImageSymbol function, ImageAddress at, string what) =>
        new(LinkDiagnostics.UnknownCode(function.Name, at.Value - function.Start.Value, what));
}
