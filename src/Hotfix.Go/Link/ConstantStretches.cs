using Hotfixing.Binary;
using Hotfixing.Binary.Elf;
using Hotfixing.Binary.GoSym;
using Hotfixing.Go.Compare;

namespace Hotfixing.Go.Link;

/// <summary>
/// Where the constants of a kind that have no symbols of their own end: strings, and what else has the bytes of a pointer mask. Their
/// lengths stand nowhere. Each is referred to by its start from code (lea) or data, so the next start ends it; but code may also refer
/// to the middle of one (s[3:] of a constant s), as <see cref="ConstantMiddles"/> says. Since that cannot find every one, one constant more is always taken.
/// </summary>
internal sealed class ConstantStretches
{
    private readonly List<ImageAddress> _starts;

    public ConstantStretches(ProgramImage image, ImageSymbols symbols, ObjectRelocations relocations, Func<string, bool> isKind)
    {
        var starts = new SortedSet<ImageAddress>();
        var end = default(ImageAddress);
        foreach (var (section, place, relocation) in relocations.All())
        {
            if (symbols.WithIndex((int)relocation.SymbolIndex) is not { } symbol || !isKind(symbol.Name))
            {
                continue;
            }

            if (end == default)
            {
                end = EndOf(symbol, symbols, relocations, image);
            }

            if (!section.IsCode)
            {
                starts.Add(symbol.Start + (ulong)relocation.Addend);
            }
            else if (IsLoadOfAddress(image.Read(new ImageAddress(place.Value - 3), 3)))
            {
                starts.Add(symbol.Start + (ulong)(relocation.Addend + 4));
            }
        }

        List<ImageAddress> ordered = [.. starts.Where(s => s < end), end];
        _starts = [.. ordered.Except(ConstantMiddles.Among(ordered))];
    }

    /// <summary>A stretch that holds all of the constant at an address.</summary>
    public GoStretch At(ImageAddress address)
    {
        var next = _starts.BinarySearch(address);
        next = next >= 0 ? next : ~next - 1;
        return next < 0 || next + 1 >= _starts.Count
            ? throw new CannotLinkException(LinkDiagnostics.NotProved($"no constant is at {address}"))
            : new GoStretch(_starts[next], _starts[Math.Min(next + 2, _starts.Count - 1)].Value - _starts[next].Value);
    }

    // lea disp32(%rip), reg: REX.W 8D /r with mod 0 and rm 5.
    private static bool IsLoadOfAddress(ReadOnlySpan<byte> before) =>
        (before[0] & 0xf8) == 0x48 && before[1] == 0x8d && (before[2] & 0xc7) == 0x05;

    private static ImageAddress EndOf(ImageSymbol carrier, ImageSymbols symbols, ObjectRelocations relocations, ProgramImage image)
    {
        var section = relocations.SectionAt(carrier.Start) ?? throw new CannotLinkException(LinkDiagnostics.NotProved($"{carrier.Name} lies in no section"));
        var end = image.AddressOf(section) + section.Size;
        return symbols.All.Where(s => s.Start > carrier.Start && s.Start < end).Select(s => s.Start).Append(end).Min();
    }
}
