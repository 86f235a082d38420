using Hotfixing.Binary.GoSym;

namespace Hotfixing.Binary.Dwarf;

/// <summary>Spells what types are made of that are no structs (cmd/link/internal/ld/dwarf.go, newtype, 1.19 to 1.26).</summary>
internal sealed class DwarfDefinitions
{
    // A named map is a definition of a definition of a pointer; nothing is deeper.
    private const int MaximumDepth = 8;

    private readonly DwarfReader _reader;
    private readonly Dictionary<int, int> _signatures;
    private readonly ILookup<int, DwarfPart> _parts;
    private readonly HashSet<int> _structs;

    private DwarfDefinitions(DwarfReader reader)
    {
        _reader = reader;
        _signatures = reader.Signatures.Select((start, i) => (start, i)).ToDictionary(s => s.start, s => s.i);
        _parts = reader.SignatureParts.ToLookup(p => p.Owner);
        _structs = [.. reader.Structs];
    }

    /// <summary>Spells all of them; a name that is given to different types has no entry.</summary>
    public static Dictionary<string, string> Read(DwarfReader reader)
    {
        var definitions = new DwarfDefinitions(reader);
        return reader.Types.Keys.Select(d => (Name: definitions.Name(d), Text: definitions.Spell(d)))
            .Where(d => d.Name.Length > 0 && d.Text.Length > 0)
            .GroupBy(d => d.Name, d => d.Text, StringComparer.Ordinal)
            .Where(g => g.Distinct(StringComparer.Ordinal).Count() == 1)
            .ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
    }

    private string Spell(int type)
    {
        for (var depth = 0; depth < MaximumDepth; depth++)
        {
            if (_structs.Contains(type))
            {
                return "";
            }

            if (_signatures.TryGetValue(type, out var signature))
            {
                return $"func({string.Join(", ", _parts[signature].Select(p => Name(p.Type)))})";
            }

            if (!_reader.Elements.TryGetValue(type, out var element))
            {
                return _reader.Types.GetValueOrDefault(type) is { Size: { } size } basic ? $"{(GoKind)basic.GoKind} of {size} bytes" : "";
            }

            switch (element.Tag)
            {
                case DwarfTag.Typedef:
                    type = element.Type;
                    break;
                case DwarfTag.ArrayType:
                    return $"array of {Name(element.Type)} of {_reader.Types[type].Size} bytes";
                default:
                    return $"*{Name(element.Type)}";
            }
        }

        return "";
    }

    private string Name(int type) => _reader.Types.GetValueOrDefault(type)?.Name ?? "";
}
