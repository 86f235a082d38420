using Hotfixing.Binary;

using Iced.Intel;

namespace Hotfixing.Go.Check;

/// <summary>
/// Whether a jump may be written over the first five bytes of a function, judged by its code: nothing that runs in it now may come back to
/// those bytes, but to restart the function when its stack has grown.
/// </summary>
internal static class EntryRules
{
    private const ulong Page = 4096;
    private const int JumpLength = 5;
    private const ulong PointerSize = 8;
    private const int MaximumTable = 1 << 16;
    private const string IsLoop = "it is a loop from its first instruction on";
    private const string IntoFirstBytes = "it jumps to its own first bytes";

    /// <summary>Says why not; null when a jump may be written.</summary>
    /// <param name="entry">Where the function begins.</param>
    /// <param name="code">All its bytes as they were linked, with the padding behind them.</param>
    /// <param name="growsStack">Whether an address is that of a function of the runtime that grows the stack.</param>
    /// <param name="read">Reads an address out of a constant; null where there is none.</param>
    public static string? WhyNot(ImageAddress entry, ReadOnlySpan<byte> code, Predicate<ImageAddress> growsStack, Func<ImageAddress, ImageAddress?> read)
    {
        if (code.Length < JumpLength)
        {
            return $"it has {code.Length} bytes, and the next function begins right behind it";
        }

        if (entry.Value % Page > Page - JumpLength)
        {
            return "its first bytes lie in two pages";
        }

        var decoder = Decoder.Create(64, new ByteArrayCodeReader(code.ToArray()), entry.Value);
        var isAfterGrowth = false;
        var loaded = new Dictionary<Register, ImageAddress>();
        while (decoder.IP < entry.Value + (ulong)code.Length)
        {
            var instruction = decoder.Decode();
            if (instruction.IsInvalid)
            {
                // Data in the middle of code: hand-written assembly. Nobody knows what leads where.
                return "it holds bytes that are no instructions";
            }

            if (instruction.FlowControl is FlowControl.UnconditionalBranch or FlowControl.ConditionalBranch
                && instruction.NearBranchTarget - entry.Value is var offset and < JumpLength
                && !(offset == 0 && isAfterGrowth && instruction.FlowControl == FlowControl.UnconditionalBranch))
            {
                return offset == 0 ? IsLoop : IntoFirstBytes;
            }

            if (instruction is { Mnemonic: Mnemonic.Lea, IsIPRelativeMemoryOperand: true })
            {
                loaded[instruction.Op0Register] = new ImageAddress(instruction.IPRelativeMemoryAddress);
            }

            if (instruction.FlowControl == FlowControl.IndirectBranch && instruction.MemoryIndex != Register.None
                && WhyNot(entry, (ulong)code.Length, loaded.TryGetValue(instruction.MemoryBase, out var table) ? table : default, read) is { } reason)
            {
                return reason;
            }

            if (instruction.IsCallNearIndirect && instruction.NextIP < entry.Value + JumpLength)
            {
                return "a call in its first bytes returns into them";
            }

            // Once the stack has grown, the arguments are loaded again and the function begins anew (cmd/internal/obj/x86/obj6.go, stacksplit).
            isAfterGrowth = instruction.FlowControl switch
            {
                FlowControl.Call => growsStack(new ImageAddress(instruction.NearBranchTarget)),
                FlowControl.Next => isAfterGrowth && (instruction.Mnemonic == Mnemonic.Nop || instruction.MemoryBase is Register.RSP or Register.None),
                _ => false,
            };
        }

        return null;
    }

    // A switch over many values jumps by a table of addresses (cmd/compile/internal/ssagen/ssa.go, BlockJumpTable; since 1.19), and a case without
    // a body leads straight back to the loop around it. What is read behind the end of the table only makes the answer stricter.
    private static string? WhyNot(ImageAddress entry, ulong length, ImageAddress table, Func<ImageAddress, ImageAddress?> read)
    {
        for (var i = 0UL; i < MaximumTable; i++)
        {
            if (read(table + i * PointerSize) is not { } target || target.Value - entry.Value is var offset && offset >= length)
            {
                return i == 0 ? "it jumps by a table that is not found" : null;
            }

            if (offset < JumpLength)
            {
                return offset == 0 ? IsLoop : IntoFirstBytes;
            }
        }

        return $"it jumps by a table of more than {MaximumTable} places";
    }
}
