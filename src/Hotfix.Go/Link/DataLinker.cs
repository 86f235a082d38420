using Hotfixing.Binary;
using Hotfixing.Binary.Elf;
using Hotfixing.Binary.GoSym;
using Hotfixing.Go.Compare;

namespace Hotfixing.Go.Link;

/// <summary>Fits data of the object to its place: takes it over, and gives every address in it the meaning it has in the target.</summary>
internal sealed class DataLinker(ProgramImage theObject, ImageSymbols symbols, ObjectRelocations relocations, Binder binder, PatchBytes output, ulong bias)
{
    /// <summary>Links a stretch of data.</summary>
    /// <exception cref="CannotLinkException">Something in it is not understood.</exception>
    public void Link(GoStretch data)
    {
        if (relocations.SectionAt(data.Start) is not { } section || section.IsCode)
        {
            throw new CannotLinkException(LinkDiagnostics.NotProved($"data at {data.Start} lies in no section for data"));
        }

        if (section.Type == ElfSectionType.ZeroBytes)
        {
            return;
        }

        output.Keep(data);
        var where = symbols.At(data.Start)?.Name ?? $"data at {data.Start}";
        foreach (var (place, relocation) in relocations.Within(data))
        {
            if (relocation.Type != ElfRelocationType.Absolute64)
            {
                throw new CannotLinkException(LinkDiagnostics.UnknownData(where, $"a relocation of kind {relocation.Type}"));
            }

            WriteAddress(place, binder.Bind((int)relocation.SymbolIndex, theObject.ReadAddress(place), where));
        }
    }

    /// <summary>Writes an address as it is in the target.</summary>
    public void WriteAddress(ImageAddress place, ImageAddress address) => output.WriteUInt64(place, address.Value + bias);
}
