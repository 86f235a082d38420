using Hotfixing.Binary;

namespace Hotfixing.Go.Link;

/// <summary>A reference to a symbol of the object.</summary>
/// <param name="Symbol">The symbol's index.</param>
/// <param name="Address">Where it leads, in or beside the symbol.</param>
internal readonly record struct ImageSymbolReference(int Symbol, ImageAddress Address);
