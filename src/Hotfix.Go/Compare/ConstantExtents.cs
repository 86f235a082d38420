using Hotfixing.Binary;
using Hotfixing.Binary.Elf;
using Hotfixing.Binary.X86;

namespace Hotfixing.Go.Compare;

/// <summary>
/// Where the constants of an object end that have no symbol: strings, function values, pointer masks. Go's linker puts them side
/// by side and names none, but something refers to the start of each, so that the next start ends it. Code may also refer to the
/// middle of a string (s[3:] of a constant s, or a copy of its second half); the linker sorts strings by length
/// (cmd/link/internal/ld/data.go, dodataSect, 1.19 to 1.26), so a piece that is shorter than the one before it shows such a
/// middle, and the starts around it are not believed. An extent that is too long makes a function count as changed that is not; one
/// that is too short could hide a change.
/// </summary>
internal sealed class ConstantExtents
{
    private readonly ImageAddress[] _starts;

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
        RemoveMiddles(starts, symbols);
        _starts = [.. starts];
    }

    /// <summary>How many bytes the constant at an address has, at most.</summary>
    public ulong LengthAt(ImageAddress address)
    {
        var index = Array.BinarySearch(_starts, address);
        index = index < 0 ? ~index : index + 1;
        return index < _starts.Length ? _starts[index].Value - address.Value : 0;
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

    private static void RemoveMiddles(SortedSet<ImageAddress> starts, ImageSymbols symbols)
    {
        var marks = symbols.Starts.Where(a => symbols.MarksAt(a).Any(m => m.Name is "go:string.*" or "go.string.*")).Take(1).ToList();
        if (marks.Count == 0)
        {
            return;
        }

        var end = symbols.Starts.Where(a => a > marks[0]).DefaultIfEmpty(marks[0]).Min();
        var strings = starts.GetViewBetween(marks[0], end).ToList();
        for (var i = 1; i + 1 < strings.Count; i++)
        {
            if (strings[i + 1] - strings[i] < strings[i] - strings[i - 1])
            {
                starts.Remove(strings[i]);
                if (i + 2 < strings.Count)
                {
                    starts.Remove(strings[i + 1]);
                }
            }
        }
    }
}
