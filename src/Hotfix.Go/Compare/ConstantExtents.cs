using Hotfixing.Binary;
using Hotfixing.Binary.Elf;
using Hotfixing.Binary.X86;

namespace Hotfixing.Go.Compare;

/// <summary>
/// Where the constants of an object end that have no symbol: strings, function values, pointer masks. Go's linker puts them side
/// by side and names none, but something refers to the start of each, so that the next start ends it. Code may also refer to the
/// middle of a string (s[3:] of a constant s, or a copy of its second half); the linker sorts strings by length
/// (cmd/link/internal/ld/data.go, dodataSect, 1.19 to 1.26), so pieces out of order show such a middle (<see cref="ConstantMiddles"/>). An extent that is too long makes a function count as changed that is not; one
/// that is too short could hide a change.
/// </summary>
internal sealed class ConstantExtents
{
    // Strings of this length and less may stand among pointer masks, which nothing else in code refers to.
    private const ulong MaximumMask = 8;

    private readonly ImageAddress[] _starts;
    private readonly (ImageAddress Start, ImageAddress End) _masks;

    /// <param name="symbols">The symbols of the object.</param>
    /// <param name="code">Its functions.</param>
    public ConstantExtents(ImageSymbols symbols, IEnumerable<FunctionCode> code)
    {
        var image = symbols.Image;
        var sections = image.File.Sections.Where(s => s.IsConstant).ToList();
        var starts = new SortedSet<ImageAddress>();
        starts.UnionWith(code.SelectMany(c => c.References).Where(r => r.Kind != CodeReferenceKind.Branch).Select(r => r.Target));
        starts.UnionWith(image.File.Sections.Where(s => s.IsLoaded && !s.IsCode).SelectMany(s => Pointers(image, s)));
        starts.UnionWith(symbols.Starts);
        starts.RemoveWhere(a => !sections.Exists(s => a.Value - image.AddressOf(s).Value < s.Size));
        starts.UnionWith(sections.Select(s => image.AddressOf(s) + s.Size));
        var (strings, end) = Region(symbols, "go:string.*", "go.string.*");
        starts.ExceptWith(ConstantMiddles.Among([.. starts.GetViewBetween(strings, end)]));
        _masks = Region(symbols, "runtime.gcbits.*");
        _starts = [.. starts];
    }

    /// <summary>How many bytes the constant at an address has, at most.</summary>
    public ulong LengthAt(ImageAddress address)
    {
        var index = Array.BinarySearch(_starts, address);
        index = index < 0 ? ~index : index + 1;
        var length = index < _starts.Length ? _starts[index].Value - address.Value : 0;
        return address >= _masks.Start && address < _masks.End ? Math.Min(length, MaximumMask) : length;
    }

    private static IEnumerable<ImageAddress> Pointers(ProgramImage image, ElfSection section)
    {
        var start = image.AddressOf(section);
        foreach (var relocation in image.File.Relocations(section))
        {
            if (relocation.Type == ElfRelocationType.Absolute64)
            {
                yield return image.ReadAddress(start + relocation.Offset);
            }
        }
    }

    // What a symbol without a size begins ends where the next symbol begins.
    private static (ImageAddress Start, ImageAddress End) Region(ImageSymbols symbols, params string[] names)
    {
        var start = symbols.Starts.FirstOrDefault(a => symbols.MarksAt(a).Any(m => names.Contains(m.Name)));
        return (start, symbols.Starts.Where(a => a > start).DefaultIfEmpty(start).Min());
    }
}
