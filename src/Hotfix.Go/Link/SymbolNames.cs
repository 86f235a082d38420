using System.Text.RegularExpressions;

namespace Hotfixing.Go.Link;

/// <summary>What the names of Go's symbols say (cmd/compile/internal/types, cmd/link/internal/ld/symtab.go; 1.19 to 1.26).</summary>
internal static partial class SymbolNames
{
    /// <summary>The prefix of what the runner of initialisers brings.</summary>
    public const string Runner = "main.hotfix_";

    /// <summary>What stands for all types, in both spellings and for position-independent programs.</summary>
    public static bool AreTypes(string name) => name is "type:*" or "type.*" or "typerel:*" or "typerel.*";

    /// <summary>What stands for all strings.</summary>
    public static bool AreStrings(string name) => name is "go:string.*" or "go.string.*";

    /// <summary>What stands for all function values that code does not make.</summary>
    public static bool AreFunctionValues(string name) =>
        name is "go:func.*" or "go.func.*" or "go:funcrel.*" or "go.funcrel.*" or "go:funcdesc" or "go:funcdescrel";

    /// <summary>
    /// What stands for all pointer masks, and for strings with the bytes of one: constants of one content are one (cmd/internal/obj,
    /// content-addressable symbols).
    /// </summary>
    public static bool ArePointerMasks(string name) => name == "runtime.gcbits.*";

    /// <summary>Whether it is a function that compares or hashes the values of one type (cmd/compile/internal/reflectdata/alg.go).</summary>
    public static bool IsMadeForType(string name) => MadeForType().IsMatch(name);

    /// <summary>Whether the compiler numbers it: the same name may name something else in another build.</summary>
    public static bool IsNumbered(string name) => Numbered().IsMatch(name) || IsOfLinker(name);

    /// <summary>Whether the linker made it.</summary>
    public static bool IsOfLinker(string name) => LinkerMade().IsMatch(name);

    /// <summary>The variables of a package that its generated init function fills.</summary>
    public static bool IsPackageInit(string name, string package) => name == package + ".init";

    /// <summary>Whether it fills one map variable of a package.</summary>
    public static bool IsMapInit(string name, string package) =>
        name.StartsWith(package + ".map.init.", StringComparison.Ordinal) && name[(package.Length + 10)..].All(char.IsAsciiDigit);

    /// <summary>The number of an init function somebody wrote; null when it is none.</summary>
    public static int? InitNumber(string name, string package) =>
        name.StartsWith(package + ".init.", StringComparison.Ordinal) && int.TryParse(name.AsSpan(package.Length + 6), out var number) ? number : null;

    /// <summary>
    /// The package a function or variable belongs to, as symbols spell it; empty for what belongs to none. The path ends at the first
    /// dot behind its last slash; dots in its last part are written %2e.
    /// </summary>
    public static string Package(string name)
    {
        if (name.StartsWith("go:", StringComparison.Ordinal) || name.StartsWith("type:", StringComparison.Ordinal) || name.StartsWith("type.", StringComparison.Ordinal))
        {
            return "";
        }

        var end = name.AsSpan().IndexOfAny('[', '(');
        var path = end < 0 ? name : name[..end];
        var dot = path.IndexOf('.', path.LastIndexOf('/') + 1);
        return dot < 0 ? "" : path[..dot];
    }

    [GeneratedRegex(@"\.\.(stmp_\d|typeAssert\.\d|interfaceSwitch\.\d|gobytes\.\d|dict|inittask$)|\.jump\d+$")]
    private static partial Regex Numbered();

    [GeneratedRegex(@"^type[:.]\.(eq|hash)\.")]
    private static partial Regex MadeForType();

    [GeneratedRegex(@"^(go[:.](buildinfo|fipsinfo|main\.inittasks|runtime\.inittasks|noptrdata|rodata|textfips|itablink)|\$f(32|64)\.|runtime\.(gcdata|gcbss|gcbits\.|itablink|pclntab|findfunctab|functab|typelink)$)")]
    private static partial Regex LinkerMade();
}
