namespace Hotfixing.Binary.Dwarf;

/// <summary>A type as debug information describes it.</summary>
/// <param name="Name">Its name, with the path of its package; empty when it has none.</param>
/// <param name="Size">Its size in bytes; null when it is not said.</param>
/// <param name="GoKind">Its reflect.Kind; 0 when it is not said.</param>
public sealed record DwarfType(string Name, ulong? Size, int GoKind)
{
    /// <summary>Its name.</summary>
    public override string ToString() => Name;
}
