using Hotfixing.Binary;
using Hotfixing.Binary.X86;

namespace Hotfixing.Go.Compare;

/// <summary>
/// Go's linker keeps one copy of all constants of at most eight bytes that are the same when filled up with zeros: the string ","
/// may be the first byte of the number 44 in one build and stand alone in the next (cmd/internal/obj/objfile.go, contentHash64, and
/// cmd/link/internal/loader/loader.go, hashed64Syms, 1.19 to 1.26).
/// </summary>
internal sealed class ShortConstants(ImageSymbols theObject, ConstantExtents extents, ImageSymbols program)
{
    private const int MaximumLength = 8;

    private readonly Lazy<ConstantExtents> _programExtents = new(() => new ConstantExtents(
        program,
        program.Functions.Values.Where(f => program.Image.Contains(f.Start, f.Size))
            .Select(f => FunctionCode.TryDecode(program.Image.Read(f.Start, (int)f.Size), f.Start)).OfType<FunctionCode>()));

    /// <summary>Whether two constants are short and the same when filled up with zeros.</summary>
    public bool AreSame(ImageAddress inObject, ImageAddress inProgram)
    {
        if (Value(theObject, inObject) is not { } left || Value(program, inProgram) is not { } right)
        {
            return false;
        }

        var (ours, theirs) = (Length(theObject, extents, inObject), Length(program, _programExtents.Value, inProgram));
        return Math.Min(ours, theirs) <= MaximumLength && Filled(left, ours) == Filled(right, theirs);
    }

    /// <summary>How many bytes a constant of the program without a symbol has, at most.</summary>
    public ulong LengthInProgram(ImageAddress inProgram) =>
        program.Containing(inProgram) is null ? _programExtents.Value.LengthAt(inProgram) : ulong.MaxValue;

    private static ulong? Value(ImageSymbols symbols, ImageAddress address) =>
        symbols.Image.Contains(address, MaximumLength) ? symbols.Image.ReadUInt64(address) : null;

    private static ulong Length(ImageSymbols symbols, ConstantExtents extents, ImageAddress address) =>
        symbols.Containing(address) is { } symbol ? symbol.Start.Value + symbol.Size - address.Value : extents.LengthAt(address);

    private static ulong Filled(ulong value, ulong length) => length >= MaximumLength ? value : value & ((1UL << (int)(length * 8)) - 1);
}
