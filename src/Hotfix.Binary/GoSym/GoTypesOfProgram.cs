using Hotfixing.Binary.Elf;

namespace Hotfixing.Binary.GoSym;

/// <summary>Finds the types of an image from everything that can refer to one.</summary>
public static class GoTypesOfProgram
{
    /// <summary>Finds all types of a module.</summary>
    /// <param name="module">The module.</param>
    /// <param name="hasSwissMaps">Whether the maps of its version of Go are Swiss tables: its debug information has <c>internal/runtime/maps.Map</c>.</param>
    /// <param name="more">Further stretches with types, as earlier patches bring them.</param>
    /// <exception cref="InvalidBinaryException">A type is damaged.</exception>
    public static GoTypes Find(RuntimeModule module, bool hasSwissMaps, IEnumerable<GoStretch>? more = null)
    {
        var image = module.Image;
        var own = new GoStretch(module.Types, module.EndOfTypes.Value - module.Types.Value);
        var types = new GoTypes(image, new GoTypeSpace { Origin = module.Types, Stretches = [own, .. more ?? []], HasSwissMaps = hasSwissMaps });
        foreach (var offset in module.TypeLinks)
        {
            types.Add(types.Space.At(offset));
        }

        foreach (var itab in module.ItabLinks.Select(a => Itab.Read(image, a)))
        {
            types.Add(itab.Interface);
            types.Add(itab.Type);
        }

        foreach (var section in image.File.Sections.Where(s => s.IsLoaded && s.Type == ElfSectionType.Contents && s.Size > 0))
        {
            var stretch = new GoStretch(image.AddressOf(section), section.Size);
            if (!image.Contains(stretch.Start, stretch.Length))
            {
                continue;
            }

            if (section.IsCode)
            {
                types.AddFromCode(stretch);
            }
            else
            {
                types.AddFromData(stretch);
            }
        }

        return types;
    }
}
