using Hotfixing.Binary;
using Hotfixing.Binary.Elf;

namespace Hotfixing.Go.Compare;

/// <summary>A symbol and the stretch of memory it names.</summary>
/// <param name="Symbol">The symbol.</param>
/// <param name="Start">Its first address.</param>
/// <param name="Place">Where it stands.</param>
/// <param name="Name">Its name, without what cgo makes up anew for every build.</param>
internal readonly record struct PlacedSymbol(ElfSymbol Symbol, ImageAddress Start, SymbolPlace Place, string Name)
{
    /// <summary>Its size in bytes; 0 when it only marks a place.</summary>
    public ulong Size => Symbol.Size;

    /// <summary>Whether an address lies in it.</summary>
    public bool Contains(ImageAddress address) => address.Value - Start.Value < Size;
}
