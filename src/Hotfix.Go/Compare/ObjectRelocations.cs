using Hotfixing.Binary;
using Hotfixing.Binary.Elf;
using Hotfixing.Binary.GoSym;

namespace Hotfixing.Go.Compare;

/// <summary>The relocations of an object by the addresses it was laid out at.</summary>
internal sealed class ObjectRelocations
{
    private readonly ProgramImage _image;
    private readonly (ImageAddress Start, ElfSection Section)[] _sections;

    public ObjectRelocations(ProgramImage image)
    {
        _image = image;
        _sections = [.. image.File.Sections
            .Where(s => s.IsLoaded && s.Size > 0 && !s.Flags.HasFlag(ElfSectionTraits.ThreadLocal))
            .Select(s => (image.AddressOf(s), s))
            .OrderBy(s => s.Item1)];
    }

    /// <summary>The section that holds an address; null when none does.</summary>
    public ElfSection? SectionAt(ImageAddress address)
    {
        var found = _sections.LastOrDefault(s => s.Start <= address);
        return found.Section is { } section && address.Value - found.Start.Value < section.Size ? section : null;
    }

    /// <summary>The relocations in a stretch, in order, each with its place.</summary>
    public List<KeyValuePair<ImageAddress, ElfRelocation>> Within(GoStretch stretch)
    {
        if (SectionAt(stretch.Start) is not { } section || section.Type == ElfSectionType.ZeroBytes)
        {
            return [];
        }

        var start = _image.AddressOf(section);
        var found = new List<KeyValuePair<ImageAddress, ElfRelocation>>();
        foreach (var relocation in _image.File.Relocations(section).Within(stretch.Start.Value - start.Value, stretch.Length))
        {
            found.Add(new(start + relocation.Offset, relocation));
        }

        return found;
    }

    /// <summary>The relocation at a place; null when there is none.</summary>
    public ElfRelocation? At(ImageAddress place) => Within(new GoStretch(place, 1)) is [var only, ..] ? only.Value : null;

    /// <summary>All relocations of all sections, each with its place.</summary>
    public IEnumerable<(ElfSection Section, ImageAddress Place, ElfRelocation Relocation)> All() =>
        from s in _sections
        where s.Section.Type != ElfSectionType.ZeroBytes
        from relocation in _image.File.Relocations(s.Section)
        select (s.Section, s.Start + relocation.Offset, relocation);
}
