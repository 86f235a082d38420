namespace Hotfixing.Binary.Dwarf;

/// <summary>The layout of a struct, or of what the runtime keeps like one: strings, slices, maps, channels, interfaces.</summary>
/// <param name="Type">The struct itself.</param>
/// <param name="Members">Its fields in their order.</param>
public sealed record DwarfStruct(DwarfType Type, IReadOnlyList<DwarfMember> Members)
{
    /// <summary>The field with a name; null when there is none.</summary>
    public DwarfMember? Member(string name) => Members.FirstOrDefault(m => m.Name == name);
}
