using Iced.Intel;

namespace Hotfixing.Binary.X86;

/// <summary>The instructions of one function, as far as linking and comparing need them.</summary>
public sealed class FunctionCode
{
    private readonly List<CodeReference> _references = [];

    private FunctionCode(int length) => Length = length;

    /// <summary>How many bytes the function has.</summary>
    public int Length { get; }

    /// <summary>The distances to what lies outside the function, in the order of the instructions.</summary>
    public IReadOnlyList<CodeReference> References => _references;

    /// <summary>Decodes a function; null when something in it is no instruction.</summary>
    /// <param name="code">Its bytes.</param>
    /// <param name="start">The address of its first byte.</param>
    public static FunctionCode? TryDecode(ReadOnlySpan<byte> code, ImageAddress start)
    {
        var decoder = Decoder.Create(64, new ByteArrayCodeReader(code.ToArray()), start.Value);
        var end = start + (ulong)code.Length;
        var result = new FunctionCode(code.Length);
        while (decoder.IP < end.Value)
        {
            decoder.Decode(out var instruction);
            if (instruction.IsInvalid)
            {
                return null;
            }

            if (Target(instruction) is not { } target || target.Value - start.Value < (ulong)code.Length)
            {
                continue;
            }

            var offsets = decoder.GetConstantOffsets(instruction);
            var first = (int)(instruction.IP - start.Value);
            var (field, size) = IsNearBranch(instruction)
                ? (offsets.ImmediateOffset, offsets.ImmediateSize)
                : (offsets.DisplacementOffset, offsets.DisplacementSize);
            result._references.Add(new CodeReference(first, first + field, size, first + instruction.Length, target, Kind(instruction)));
        }

        return result;
    }

    private static ImageAddress? Target(in Instruction instruction) =>
        IsNearBranch(instruction) ? new ImageAddress(instruction.NearBranchTarget)
        : instruction.IsIPRelativeMemoryOperand ? new ImageAddress(instruction.IPRelativeMemoryAddress)
        : null;

    private static bool IsNearBranch(in Instruction instruction) => instruction.OpCount > 0 && instruction.Op0Kind == OpKind.NearBranch64;

    private static CodeReferenceKind Kind(in Instruction instruction) =>
        IsNearBranch(instruction) ? CodeReferenceKind.Branch
        : instruction.Mnemonic == Mnemonic.Lea ? CodeReferenceKind.AddressOf
        : CodeReferenceKind.Memory;
}
