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

    public bool Contains(ImageAddress address) => Stretch.Contains(address);
}
