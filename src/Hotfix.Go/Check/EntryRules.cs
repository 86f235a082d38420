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

    /// <summary>Says why not; null when a jump may be written.</summary>
    /// <param name="entry">Where the function begins.</param>
    /// <param name="code">All its bytes as they were linked, with the padding behind them.</param>
    /// <param name="growsStack">Whether an address is that of a function of the runtime that grows the stack.</param>
    public static string? WhyNot(ImageAddress entry, ReadOnlySpan<byte> code, Predicate<ImageAddress> growsStack)
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
                return offset == 0 ? "it is a loop from its first instruction on" : "it jumps to its own first bytes";
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
}
