using Hotfixing.Binary;
using Hotfixing.Binary.Elf;
using Hotfixing.Binary.GoSym;

namespace Hotfixing.Go.Compare;

/// <summary>
/// Compares what code and data refer to, by meaning: functions and variables by name, types by identity, itabs by their two
/// types, and constants by what is in them, however deep.
/// </summary>
internal sealed class ReferenceComparison(ImageSymbols theObject, ImageSymbols program, TypeComparison types, ConstantExtents extents)
{
    private readonly ShortConstants _short = new(theObject, extents, program);

    /// <summary>How deep constants may refer to constants. Those of Go are a few levels deep; what is deeper counts as different.</summary>
    public const int MaximumDepth = 200;

    private const ulong PointerSize = 8;

    // What is being compared counts as the same meanwhile: constants may refer to each other in rings.
    private readonly Dictionary<(ImageAddress Object, ImageAddress Program, ulong Length), string?> _known = [];
    private int _depth;

    /// <summary>What differs between two references; null when they mean the same.</summary>
    public string? Difference(ImageAddress inObject, ImageAddress inProgram)
    {
        if (types.IsType(inObject))
        {
            return types.Difference(inObject, inProgram);
        }

        if (theObject.Containing(inObject) is not { } symbol)
        {
            return WithoutSymbol(inObject, inProgram);
        }

        var offset = inObject.Value - symbol.Start.Value;
        return symbol.Kind switch
        {
            ImageSymbolKind.Function or ImageSymbolKind.Code => Named(symbol, offset, inProgram, "the function"),
            ImageSymbolKind.Variable when SymbolName.IsStable(symbol.Name) => Named(symbol, offset, inProgram, "the variable"),
            _ when SymbolName.IsItab(symbol.Name) => ItabDifference(symbol, new ImageAddress(inProgram.Value - offset)),
            _ => Constant(inObject, inProgram, offset, symbol.Size, symbol.Name),
        };
    }

    /// <summary>What differs between two stretches of data; null when they mean the same.</summary>
    /// <param name="inObject">The first byte in the object.</param>
    /// <param name="length">How many bytes.</param>
    /// <param name="inProgram">The first byte in the program.</param>
    /// <param name="name">What to call it.</param>
    public string? Contents(ImageAddress inObject, ulong length, ImageAddress inProgram, string name)
    {
        if (_known.TryGetValue((inObject, inProgram, length), out var known))
        {
            return known;
        }

        if (_depth >= MaximumDepth)
        {
            return $"constants deeper than {MaximumDepth} in each other";
        }

        _known[(inObject, inProgram, length)] = null;
        _depth++;
        var difference = ContentsAfresh(inObject, length, inProgram) is { } found ? $"{found} (in {name})" : null;
        _depth--;
        if (difference is not null)
        {
            // What was taken for the same meanwhile may not be.
            _known.Clear();
            _known[(inObject, inProgram, length)] = difference;
        }

        return difference;
    }

    private string? ContentsAfresh(ImageAddress inObject, ulong length, ImageAddress inProgram)
    {
        if (length > int.MaxValue || !theObject.Image.Contains(inObject, length) || !program.Image.Contains(inProgram, length))
        {
            return "the program has nothing like it";
        }

        var left = theObject.Image.Read(inObject, (int)length);
        var right = program.Image.Read(inProgram, (int)length);
        var position = 0;
        foreach (var (place, width) in PointersIn(inObject, length))
        {
            if (place < position || place + width > (int)length || !left[position..place].SequenceEqual(right[position..place]))
            {
                return "other bytes";
            }

            position = place + width;
            if (Difference(theObject.Image.ReadAddress(inObject + (ulong)place), program.Image.ReadAddress(inProgram + (ulong)place)) is { } difference)
            {
                return difference;
            }
        }

        return left[position..].SequenceEqual(right[position..]) ? null : "other bytes";
    }

    private bool IsPointer(ImageAddress inObject) => PointersIn(inObject, PointerSize) is [(0, (int)PointerSize), ..];

    private List<(int Place, int Width)> PointersIn(ImageAddress start, ulong length)
    {
        var result = new List<(int, int)>();
        var image = theObject.Image;
        if (image.File.Sections.FirstOrDefault(s => s.IsLoaded && s.Type != ElfSectionType.ZeroBytes && start.Value - image.AddressOf(s).Value < s.Size) is not { } section)
        {
            return result;
        }

        var first = start.Value - image.AddressOf(section).Value;
        foreach (var relocation in image.File.Relocations(section).Within(first, length))
        {
            if (relocation.Type != ElfRelocationType.None)
            {
                result.Add(((int)(relocation.Offset - first), relocation.Type == ElfRelocationType.Absolute64 ? (int)PointerSize : int.MaxValue / 2));
            }
        }

        return result;
    }

    private string? Named(ImageSymbol symbol, ulong offset, ImageAddress inProgram, string kind)
    {
        if (program.Containing(inProgram) is { } other && other.Name == symbol.Name && inProgram.Value - other.Start.Value == offset)
        {
            return null;
        }

        // The linker leaves out what fills a map that nothing uses (cmd/link/internal/ld/deadcode.go, since 1.21).
        if (program.Containing(inProgram)?.Name == "runtime.mapinitnoop" && SymbolName.IsMapInitialiser(symbol.Name))
        {
            return null;
        }

        var used = program.Containing(inProgram)?.Name ?? program.MarksAt(inProgram).FirstOrDefault()?.Name ?? "something else";
        return used == symbol.Name ? $"it uses another place in {kind} {symbol.Name}" : $"it uses {kind} {symbol.Name} instead of {used}";
    }

    private string? ItabDifference(ImageSymbol symbol, ImageAddress inProgram)
    {
        if (!program.Image.Contains(inProgram, Itab.FunctionsOffset))
        {
            return $"it uses {symbol.Name}";
        }

        var (itab, other) = (Itab.Read(theObject.Image, symbol.Start), Itab.Read(program.Image, inProgram));
        return types.IsType(itab.Interface) && types.IsType(itab.Type)
            ? types.Difference(itab.Interface, other.Interface) ?? types.Difference(itab.Type, other.Type)
            : $"it uses {symbol.Name}, whose types are not known";
    }

    private string? WithoutSymbol(ImageAddress inObject, ImageAddress inProgram)
    {
        var marks = theObject.MarksAt(inObject).ToList();
        if (marks.Exists(m => m.Kind == ImageSymbolKind.Elsewhere || SymbolName.IsStable(m.Name)))
        {
            var names = program.MarksAt(inProgram).Select(m => m.Name).Append(program.Containing(inProgram) is { } other && other.Start == inProgram ? other.Name : "");

            // cgo gives the C functions of a package other names in each build.
            return marks.Exists(m => names.Select(CgoName.WithoutHash).Contains(CgoName.WithoutHash(m.Name))) ? null : $"it uses {marks[0].Name} instead of something else";
        }

        // Constants without a symbol that begin with a pointer are function values: nothing but that pointer (cmd/internal/obj, f·f).
        var length = IsPointer(inObject) ? PointerSize : extents.LengthAt(inObject);
        if (length == 0)
        {
            return "it uses what has no name";
        }

        // Neither image tells a length that is too small, so the smaller one holds all of the constant.
        return Constant(inObject, inProgram, 0, length, "a constant") is { } difference
            && !(_short.LengthInProgram(inProgram) is > 0 and var shorter && shorter < length && Constant(inObject, inProgram, 0, shorter, "a constant") is null)
            ? difference : null;
    }

    private string? Constant(ImageAddress inObject, ImageAddress inProgram, ulong offset, ulong length, string name) =>
        Contents(new ImageAddress(inObject.Value - offset), length, new ImageAddress(inProgram.Value - offset), name) is { } difference
            && !_short.AreSame(inObject, inProgram) ? difference : null;
}
