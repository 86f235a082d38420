using System.Text;
using Hotfixing.Binary.Elf;

namespace Hotfixing.Binary.Dwarf;

/// <summary>Walks over all entries of .debug_info once and keeps types, package variables and functions of Go.</summary>
internal sealed class DwarfReader(ProgramImage image)
{
    private const ulong Go = 0x16;

    private readonly string _file = image.File.Name;
    private readonly ReadOnlyMemory<byte> _information = DwarfSection.Read(image, ".debug_info");
    private readonly ReadOnlyMemory<byte> _abbreviations = DwarfSection.Read(image, ".debug_abbrev");
    private readonly Dictionary<ulong, DwarfAbbreviations> _tables = [];
    private readonly List<DwarfOwner> _owners = [];
    private int _entries;
    private bool _describesFunctions;

    /// <summary>The highest version of a unit; 0 when there is none.</summary>
    public int Version { get; private set; }

    public Dictionary<int, DwarfType> Types { get; } = [];

    /// <summary>Where the entry of a struct is, by struct.</summary>
    public List<int> Structs { get; } = [];

    /// <summary>What a type is made of that is made of one other type, by where its entry is: what a definition defines, and elements.</summary>
    public Dictionary<int, (DwarfTag Tag, int Type)> Elements { get; } = [];

    /// <summary>Where the entry of a type of functions is, by type of functions.</summary>
    public List<int> Signatures { get; } = [];

    public List<DwarfPart> SignatureParts { get; } = [];

    /// <summary>
    /// Where the name of a function is, by function; or where the entry is that has the name, for the code of a function that was
    /// inlined elsewhere.
    /// </summary>
    public List<(int Name, int Origin)> Functions { get; } = [];

    /// <summary>Where the name is of the function whose entry is there.</summary>
    public Dictionary<int, int> NamesOfFunctions { get; } = [];

    /// <summary>Which parameter the entry is that is there.</summary>
    public Dictionary<int, int> PlacesOfParameters { get; } = [];

    public List<DwarfPart> Members { get; } = [];

    public List<DwarfPart> Parameters { get; } = [];

    public List<DwarfPart> Captures { get; } = [];

    public List<(int Name, int Type)> Variables { get; } = [];

    public void Read()
    {
        var cursor = new DwarfCursor(_file, ".debug_info", _information.Span, 0);
        while (cursor.Position < cursor.Length)
        {
            var unit = DwarfUnit.Read(ref cursor);
            if (!unit.IsCompilation)
            {
                cursor.Skip((ulong)(unit.End - cursor.Position));
                continue;
            }

            if (!_tables.TryGetValue(unit.Abbreviations, out var kinds))
            {
                _tables.Add(unit.Abbreviations, kinds = DwarfAbbreviations.Read(_file, _abbreviations.Span, unit.Abbreviations));
            }

            ReadUnit(ref cursor, unit, kinds);
            if (cursor.Position > unit.End)
            {
                throw cursor.Invalid("an entry that reaches beyond its unit");
            }

            cursor.Skip((ulong)(unit.End - cursor.Position));
        }
    }

    public string Text(int start)
    {
        if (start == 0)
        {
            return "";
        }

        var rest = _information.Span[start..];
        return Encoding.UTF8.GetString(rest[..rest.IndexOf((byte)0)]);
    }

    private void ReadUnit(ref DwarfCursor cursor, in DwarfUnit unit, DwarfAbbreviations kinds)
    {
        _owners.Clear();
        while (cursor.Position < unit.End)
        {
            var start = cursor.Position;
            var code = cursor.Unsigned();
            if (code == 0)
            {
                if (_owners.Count == 0)
                {
                    return;
                }

                _owners.RemoveAt(_owners.Count - 1);
                continue;
            }

            var kind = kinds.TryGet(code) ?? throw cursor.Invalid($"an entry of the unknown kind {code}");
            var entry = default(DwarfEntry);
            entry.Read(ref cursor, unit, kind);
            if (kind.Tag == DwarfTag.CompileUnit && entry.Language != Go || ++_entries > DwarfLimits.Entries)
            {
                _ = _entries > DwarfLimits.Entries ? throw cursor.Invalid($"more than {DwarfLimits.Entries} entries") : 0;
                return;
            }

            Version = Math.Max(Version, unit.Version);
            var owner = Keep(kind.Tag, start, entry);
            if (kind.HasChildren)
            {
                _owners.Add(_owners.Count < DwarfLimits.Depth ? owner : throw cursor.Invalid($"entries deeper than {DwarfLimits.Depth}"));
            }
        }
    }

    private DwarfOwner Keep(DwarfTag tag, int start, in DwarfEntry entry)
    {
        var owner = _owners.Count > 0 ? _owners[^1] : new DwarfOwner(DwarfOwnerKind.Other, 0);
        switch (tag)
        {
            case DwarfTag.CompileUnit:
                // A package compiled with -dwarf=false has its functions listed as if none of them had parameters.
                _describesFunctions = !Text(entry.Producer).Contains("-dwarf=", StringComparison.Ordinal);
                return new DwarfOwner(DwarfOwnerKind.Unit, 0);
            case DwarfTag.StructureType:
                AddType(start, entry);
                Structs.Add(start);
                return new DwarfOwner(DwarfOwnerKind.Struct, Structs.Count - 1);
            case DwarfTag.BaseType or DwarfTag.UnspecifiedType:
                AddType(start, entry);
                break;
            case DwarfTag.Typedef or DwarfTag.PointerType or DwarfTag.ArrayType:
                AddType(start, entry);
                Elements[start] = (tag, entry.Type);
                break;
            case DwarfTag.SubroutineType:
                AddType(start, entry);
                Signatures.Add(start);
                return new DwarfOwner(DwarfOwnerKind.Signature, Signatures.Count - 1);
            case DwarfTag.FormalParameter when owner.Kind == DwarfOwnerKind.Signature:
                SignatureParts.Add(new DwarfPart(owner.Index, entry.Name, entry.Type, 0, entry.IsOutput));
                break;
            case DwarfTag.Member when owner.Kind == DwarfOwnerKind.Struct:
                Members.Add(new DwarfPart(owner.Index, entry.Name, entry.Type, entry.MemberOffset, false));
                break;
            case DwarfTag.Subprogram when (entry.Name != 0 || entry.Origin != 0) && _describesFunctions:
                NamesOfFunctions[start] = entry.Name;
                Functions.Add((entry.Name, entry.Origin));
                return new DwarfOwner(DwarfOwnerKind.Function, Functions.Count - 1);
            case DwarfTag.FormalParameter when owner.Kind == DwarfOwnerKind.Function:
                PlacesOfParameters[start] = Parameters.Count;
                Parameters.Add(new DwarfPart(owner.Index, entry.Name, entry.Type, 0, entry.IsOutput, entry.Name == 0 ? entry.Origin : 0));
                break;
            case DwarfTag.Variable when owner.Kind == DwarfOwnerKind.Unit && entry.Name != 0:
                Variables.Add((entry.Name, entry.Type));
                break;
            case DwarfTag.Variable when owner.Kind is DwarfOwnerKind.Function or DwarfOwnerKind.FunctionPart && entry.ClosureOffset is { } offset:
                Captures.Add(new DwarfPart(owner.Index, entry.Name, entry.Type, offset, false));
                break;
            default:
                // What lies in blocks of a function belongs to it; what lies in a function that was inlined belongs to that one.
                var isBlock = owner.Kind is DwarfOwnerKind.Function or DwarfOwnerKind.FunctionPart && tag != DwarfTag.InlinedSubroutine;
                return new DwarfOwner(isBlock ? DwarfOwnerKind.FunctionPart : DwarfOwnerKind.Other, owner.Index);
        }

        return new DwarfOwner(DwarfOwnerKind.Other, 0);
    }

    private void AddType(int start, in DwarfEntry entry) =>
        Types[start] = new DwarfType(Text(entry.Name), entry.Size, entry.GoKind);
}
