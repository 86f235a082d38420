using Hotfixing.Binary.Elf;

namespace Hotfixing.Binary.Dwarf;

/// <summary>
/// What debug information of Go tells about types, functions and package variables (DWARF 4, which Go writes up to 1.24, and 5).
/// A name that two different things have has no entry: nobody could say which of them is meant.
/// </summary>
public sealed class DwarfInformation
{
    private static readonly DwarfType Unknown = new("", null, 0);

    private DwarfInformation(DwarfReader reader)
    {
        Version = reader.Version;
        Structs = MakeStructs(reader);
        Definitions = DwarfDefinitions.Read(reader);
        Functions = MakeFunctions(reader);
        Variables = Unambiguous(reader.Variables.Select(v => new DwarfVariable(reader.Text(v.Name), TypeOf(reader, v.Type))), v => v.Name, (a, b) => a == b);
    }

    /// <summary>The version of DWARF; 0 when there is no debug information of Go.</summary>
    public int Version { get; }

    /// <summary>The structs by name, with what the runtime keeps like one.</summary>
    public IReadOnlyDictionary<string, DwarfStruct> Structs { get; }

    /// <summary>
    /// What the types are made of that are no structs, by name; two that are laid out alike, of types called alike,
    /// are spelled alike.
    /// </summary>
    public IReadOnlyDictionary<string, string> Definitions { get; }

    /// <summary>The functions by name, with those that exist only where they were inlined.</summary>
    public IReadOnlyDictionary<string, DwarfFunction> Functions { get; }

    /// <summary>The variables of packages by name.</summary>
    public IReadOnlyDictionary<string, DwarfVariable> Variables { get; }

    /// <summary>Reads all of it; nothing is in the result when the file has no debug information.</summary>
    /// <exception cref="InvalidBinaryException">It is damaged, or holds more than <see cref="DwarfLimits"/> allow.</exception>
    public static DwarfInformation Read(ProgramImage image)
    {
        var reader = new DwarfReader(image);
        reader.Read();
        return new DwarfInformation(reader);
    }

    /// <summary>
    /// Where a field is in a struct, in bytes, or a field of a field: <c>OffsetOf("runtime.g", "sched.pc")</c>. Null when there is none.
    /// </summary>
    public ulong? OffsetOf(string name, string path)
    {
        var offset = 0UL;
        foreach (var field in path.Split('.'))
        {
            if (!Structs.TryGetValue(name, out var type) || type.Member(field) is not { } member)
            {
                return null;
            }

            offset += member.Offset;
            name = member.Type.Name;
        }

        return offset;
    }

    private static Dictionary<string, DwarfStruct> MakeStructs(DwarfReader reader)
    {
        var members = reader.Members.ToLookup(m => m.Owner, m => new DwarfMember(reader.Text(m.Name), m.Offset, TypeOf(reader, m.Type)));
        var structs = reader.Structs.Select((start, i) => new DwarfStruct(reader.Types[start], [.. members[i]]));
        return Unambiguous(structs, s => s.Type.Name, (a, b) => a.Type == b.Type && a.Members.SequenceEqual(b.Members));
    }

    private static Dictionary<string, DwarfFunction> MakeFunctions(DwarfReader reader)
    {
        var parameters = reader.Parameters.ToLookup(p => p.Owner, p => Parameter(reader, p));
        var captures = reader.Captures.ToLookup(c => c.Owner, c => new DwarfCapture(reader.Text(c.Name), c.Offset, TypeOf(reader, c.Type)));
        var functions = reader.Functions.Select((f, i) => new DwarfFunction(
            reader.Text(f.Name != 0 ? f.Name : reader.NamesOfFunctions.GetValueOrDefault(f.Origin)), Once([.. parameters[i]]), [.. captures[i].OrderBy(c => c.Offset)]));

        // What describes a function for the places where it was inlined lacks the results without names (cmd/internal/dwarf/dwarf.go,
        // PutAbstractFunc; 1.19 to 1.26): the fullest description counts, which is that of its own code.
        var fullest = functions.GroupBy(f => f.Name, StringComparer.Ordinal).SelectMany(g => g.Where(f => f.Parameters.Count == g.Max(o => o.Parameters.Count)));
        return Unambiguous(fullest, f => f.Name, (a, b) => a.Parameters.SequenceEqual(b.Parameters));
    }

    // A function with a defer statement keeps its results in memory, which are listed one by one behind themselves (cmd/compile/internal/ssagen,
    // ssa.go, buildssa; 1.19 to 1.26).
    private static List<DwarfParameter> Once(List<DwarfParameter> parameters) =>
        [.. parameters.Where((p, i) => !(i > 0 && p.IsResult && p.Name != "_" && p == parameters[i - 1]))];

    private static DwarfParameter Parameter(DwarfReader reader, DwarfPart part)
    {
        var said = part.Origin != 0 && reader.PlacesOfParameters.TryGetValue(part.Origin, out var place) ? reader.Parameters[place] : part;
        return new DwarfParameter(reader.Text(said.Name), TypeOf(reader, said.Type), said.IsOutput);
    }

    private static Dictionary<string, T> Unambiguous<T>(IEnumerable<T> all, Func<T, string> name, Func<T, T, bool> areSame)
    {
        var result = new Dictionary<string, T>(StringComparer.Ordinal);
        var ambiguous = new HashSet<string>(StringComparer.Ordinal) { "" };
        foreach (var one in all)
        {
            if (!result.TryAdd(name(one), one) && !areSame(result[name(one)], one))
            {
                ambiguous.Add(name(one));
            }
        }

        foreach (var other in ambiguous)
        {
            result.Remove(other);
        }

        return result;
    }

    private static DwarfType TypeOf(DwarfReader reader, int start) => reader.Types.GetValueOrDefault(start, Unknown);
}
