using Hotfixing.Go.Compare;

namespace Hotfixing.Go.Link;

/// <summary>What a name names, for those who must know it exactly.</summary>
internal static class NamedSymbols
{
    /// <summary>What a name names; null for none.</summary>
    /// <exception cref="CannotLinkException">Several things have the name.</exception>
    public static ImageSymbol? Find(this ImageSymbols symbols, string name) => symbols.IsAmbiguous(name)
        ? throw new CannotLinkException(LinkDiagnostics.AmbiguousName(name))
        : symbols.Named(name);
}
