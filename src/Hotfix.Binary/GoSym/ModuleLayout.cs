using Hotfixing.Binary.Dwarf;

namespace Hotfixing.Binary.GoSym;

/// <summary>
/// Where the fields of <c>runtime.moduledata</c> are. They differ between versions of Go, so they come from the debug information
/// of the program or of an object made by the same toolchain; the names are those of 1.19 to 1.26 (runtime/symtab.go).
/// </summary>
public sealed class ModuleLayout
{
    private static readonly HashSet<string> Known =
    [
        "NotInHeap", "pcHeader", "funcnametab", "cutab", "filetab", "pctab", "pclntable", "ftab", "findfunctab", "minpc", "maxpc", "text", "etext",
        "noptrdata", "enoptrdata", "data", "edata", "bss", "ebss", "noptrbss", "enoptrbss", "covctrs", "ecovctrs", "end", "gcdata", "gcbss",
        "types", "etypes", "rodata", "gofunc", "epclntab", "textsectmap", "typelinks", "itablinks", "ptab", "pluginpath", "pkghashes",
        "inittasks", "modulename", "modulehashes", "hasmain", "bad", "gcdatamask", "gcbssmask", "typemap", "next",
    ];

    private static readonly HashSet<string> SinceLater = ["NotInHeap", "covctrs", "ecovctrs", "epclntab", "inittasks", "bad"];

    private readonly Dictionary<string, ulong> _offsets;
    private readonly string _name;

    /// <param name="name">What exceptions call the file the layout comes from.</param>
    /// <param name="fields">The fields with their offsets, in bytes.</param>
    /// <param name="size">The size of all, in bytes.</param>
    /// <exception cref="InvalidBinaryException">A field is missing, or one is there whose meaning is not known.</exception>
    public ModuleLayout(string name, IEnumerable<KeyValuePair<string, ulong>> fields, ulong size)
    {
        _offsets = new Dictionary<string, ulong>(fields, StringComparer.Ordinal);
        _name = name;
        Size = size;
        if (_offsets.Keys.FirstOrDefault(f => !Known.Contains(f)) is { } unknown)
        {
            throw new InvalidBinaryException(name, 0, $"runtime.moduledata has a field {unknown}");
        }

        if (Known.FirstOrDefault(f => !SinceLater.Contains(f) && !_offsets.ContainsKey(f)) is { } missing)
        {
            throw new InvalidBinaryException(name, 0, $"runtime.moduledata has no field {missing}");
        }

        if (_offsets.FirstOrDefault(f => f.Value >= size) is { Key: not null } beyond)
        {
            throw new InvalidBinaryException(name, 0, $"runtime.moduledata has {size} bytes, and {beyond.Key} at {beyond.Value}");
        }
    }

    /// <summary>The size of all, in bytes.</summary>
    public ulong Size { get; }

    /// <summary>The layout as debug information describes it.</summary>
    /// <param name="name">What exceptions call the file it comes from.</param>
    /// <param name="information">The debug information.</param>
    /// <exception cref="InvalidBinaryException">It does not describe moduledata, or describes one that is not known.</exception>
    public static ModuleLayout Of(string name, DwarfInformation information) =>
        information.Structs.TryGetValue("runtime.moduledata", out var data) && data.Type.Size is { } size
            ? new ModuleLayout(name, data.Members.Select(m => KeyValuePair.Create(m.Name, m.Offset)), size)
            : throw new InvalidBinaryException(name, 0, "the debug information does not describe runtime.moduledata");

    /// <summary>Whether this version has a field.</summary>
    public bool Has(string field) => _offsets.ContainsKey(field);

    /// <summary>Where a field is, in bytes from the first.</summary>
    /// <exception cref="InvalidBinaryException">This version has no such field.</exception>
    public ulong Offset(string field) =>
        _offsets.TryGetValue(field, out var offset) ? offset : throw new InvalidBinaryException(_name, 0, $"runtime.moduledata has no field {field}");
}
