using Hotfixing.Binary;
using Hotfixing.Binary.GoSym;

namespace Hotfixing.Go.Link;

/// <summary>What a symbol of a program or an object names.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Start">Where it begins.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Kind">What it is.</param>
internal sealed record ImageSymbol(string Name, ImageAddress Start, ulong Size, ImageSymbolKind Kind)
{
    public GoStretch Stretch => new(Start, Size);

    /// <summary>
    /// Whether it is a variable that takes no memory, so that only its address matters. What has no size in package runtime marks the
    /// ends of sections (cmd/link/internal/ld/data.go and symtab.go).
    /// </summary>
    public bool IsEmptyVariable => Size == 0 && Kind == ImageSymbolKind.Variable && SymbolNames.Package(Name) is not ("" or "runtime");

    public bool Contains(ImageAddress address) => Stretch.Contains(address);
}
