using Hotfixing.Binary;
using Hotfixing.Binary.Elf;
using Hotfixing.Go.Inspect;

namespace Hotfixing.Go.Link;

/// <summary>The areas an object takes where it was laid out: code, constants, variables, each from a page of its own on.</summary>
internal sealed class PatchAreas
{
    private const ulong PageSize = 4096;
    private const byte Breakpoint = 0xcc;
    private readonly ImageAddress _code;
    private readonly ImageAddress _constants;
    private readonly ImageAddress _variables;

    public PatchAreas(ProgramImage theObject)
    {
        (_code, var endOfCode) = Extent(theObject, s => s.IsCode);
        (_constants, EndOfConstants) = Extent(theObject, s => s.IsConstant);
        (_variables, var end) = Extent(theObject, s => !s.IsCode && !s.IsConstant);
        if (endOfCode > _constants || EndOfConstants > _variables)
        {
            throw new CannotLinkException(LinkDiagnostics.NotProved("the object is not laid out as code, constants, variables"));
        }

        Extra = end;
    }

    /// <summary>Where the constants end: a page boundary.</summary>
    public ImageAddress EndOfConstants { get; }

    /// <summary>Where memory besides the object's begins: a page boundary behind the variables.</summary>
    public ImageAddress Extra { get; }

    /// <summary>Whether an address lies among the variables.</summary>
    public bool IsVariable(ImageAddress address) => address >= _variables && address < Extra;

    /// <summary>Whether an area begins at an address.</summary>
    public bool Begins(ImageAddress address) => address == _code || address == _constants || address == _variables;

    /// <summary>What stands on a page where the patch has nothing: in code, what stops whoever comes there.</summary>
    public byte Filling(ImageAddress page) => page < _constants ? Breakpoint : (byte)0;

    /// <summary>The areas to map.</summary>
    public IReadOnlyList<MappedArea> Mapped(ImageAddress endOfExtra, LoadBias bias)
    {
        MappedArea Area(ImageAddress start, ImageAddress end, AreaProtection protection) => new(bias.Loaded(start), end.Value - start.Value, protection);
        var end = PageEnd(Math.Max(endOfExtra.Value, Extra.Value + 1));
        return [Area(_code, _constants, AreaProtection.ReadExecute), Area(_constants, _variables, AreaProtection.Read), Area(_variables, end, AreaProtection.ReadWrite)];
    }

    private static (ImageAddress Start, ImageAddress End) Extent(ProgramImage theObject, Func<ElfSection, bool> isPart)
    {
        var parts = theObject.File.Sections.Where(s => s.IsLoaded && !s.Flags.HasFlag(ElfSectionTraits.ThreadLocal) && isPart(s)).ToList();
        return parts.Count == 0
            ? throw new CannotLinkException(LinkDiagnostics.NotProved("the object has no code, no constants or no variables"))
            : (parts.Min(theObject.AddressOf), PageEnd(parts.Max(s => (theObject.AddressOf(s) + s.Size).Value)));
    }

    private static ImageAddress PageEnd(ulong address) => new((address + PageSize - 1) / PageSize * PageSize);
}
