using Hotfixing.Binary;
using Hotfixing.Binary.GoSym;

namespace Hotfixing.Go.Compare;

/// <summary>What a symbol of a program or an object names.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Start">Its first address.</param>
/// <param name="Size">Its size in bytes; 0 when it only marks a place.</param>
/// <param name="Kind">What it is.</param>
internal sealed record ImageSymbol(string Name, ImageAddress Start, ulong Size, ImageSymbolKind Kind)
{
    /// <summary>The stretch of memory it names.</summary>
    public GoStretch Stretch => new(Start, Size);

    /// <summary>
    /// Whether it is a variable that takes no memory, so that only its address matters. What has no size in package runtime marks the
    /// ends of sections (cmd/link/internal/ld/data.go and symtab.go).
    /// </summary>
    public bool IsEmptyVariable => Size == 0 && Kind == ImageSymbolKind.Variable && SymbolName.Package(Name) is not ("" or "runtime");

    /// <summary>Whether it stands among machine code.</summary>
    public bool IsCode => Kind is ImageSymbolKind.Function or ImageSymbolKind.Code;

    /// <summary>Whether an address lies in it.</summary>
    public bool Contains(ImageAddress address) => Stretch.Contains(address);
}
