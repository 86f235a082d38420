using Hotfixing.Binary.Elf;
using Hotfixing.Binary.X86;

namespace Hotfixing.Go.Compare;

/// <summary>Compares two functions: their code without what depends on where they stand, then what it refers to.</summary>
internal sealed class FunctionComparison(ProgramImage theObject, ProgramImage program, ReferenceComparison references)
{
    private const int RelaxedLength = 7;
    private const int RelaxedBefore = 3;

    private readonly ObjectRelocations _relocations = new(theObject);

    /// <summary>What differs; null when they are the same.</summary>
    /// <param name="function">The function of the object.</param>
    /// <param name="code">Its code; null when it cannot be decoded.</param>
    /// <param name="other">The function of the program.</param>
    public string? Difference(ImageSymbol function, FunctionCode? code, ImageSymbol other)
    {
        if (function.Size != other.Size)
        {
            return $"its code has {function.Size} bytes instead of {other.Size}";
        }

        if (!program.Contains(other.Start, other.Size))
        {
            return "the program has no code for it";
        }

        var left = theObject.Read(function.Start, (int)function.Size);
        var right = program.Read(other.Start, (int)other.Size);
        if (code is null)
        {
            // Some functions only mark a place with bytes that are no instructions; without references, bytes are all there is.
            return left.SequenceEqual(right) && _relocations.Within(function.Stretch).Count == 0 ? null : "its code cannot be read as instructions";
        }

        var fields = new SortedDictionary<int, int>();
        foreach (var reference in code.References)
        {
            fields[reference.Field] = reference.Size;
        }

        if (Relocated(function, left, right, fields) is { } difference)
        {
            return difference;
        }

        if (CodeComparison.FirstDifference(left, right, fields.Select(f => (f.Key, f.Value))) is { } offset)
        {
            return $"its code differs at byte {offset}";
        }

        foreach (var reference in code.References)
        {
            if (fields.TryGetValue(reference.Field, out var size) && size == reference.Size
                && references.Difference(reference.Target, CodeComparison.Target(right, other.Start, reference)) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    // What a thread has its own of: the program has its offset in the instruction, where the object leaves room for it.
    private string? Relocated(ImageSymbol function, ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, SortedDictionary<int, int> fields)
    {
        foreach (var (address, relocation) in _relocations.Within(function.Stretch))
        {
            var place = (int)(address - function.Start);
            switch (relocation.Type)
            {
                case ElfRelocationType.ThreadOffset32:
                    fields[place] = sizeof(int);
                    break;
                case ElfRelocationType.ThreadSlot32 when IsRelaxed(left, right, place - RelaxedBefore):
                    fields.Remove(place);
                    fields[place - RelaxedBefore] = RelaxedLength;
                    break;
                case ElfRelocationType.Relative32 or ElfRelocationType.Stub32 when fields.ContainsKey(place):
                    break;
                case ElfRelocationType.None:
                    break;
                default:
                    return $"it refers to {theObject.File.Symbols[(int)relocation.SymbolIndex].Name} in a way that cannot be compared";
            }
        }

        return null;
    }

    // mov slot(%rip), reg becomes mov $offset, reg (cmd/link/internal/amd64/asm.go and ld/data.go, R_TLS_IE to R_TLS_LE, 1.19 to 1.26).
    private static bool IsRelaxed(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, int start)
    {
        if (start < 0 || start + RelaxedLength > left.Length || left[start + 1] != 0x8b || (left[start + 2] & 0xc7) != 0x05)
        {
            return false;
        }

        var register = left[start + 2] >> 3 & 7;
        var isRelaxed = right[start] == (0x48 | (left[start] & 4) >> 2) && right[start + 1] == 0xc7 && right[start + 2] == (0xc0 | register);
        return isRelaxed || left.Slice(start, RelaxedBefore).SequenceEqual(right.Slice(start, RelaxedBefore));
    }
}
