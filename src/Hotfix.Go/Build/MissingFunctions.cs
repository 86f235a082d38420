using System.Text.RegularExpressions;

using Hotfixing.Binary.Elf;
using Hotfixing.Go.Compare;

namespace Hotfixing.Go.Build;

/// <summary>Tells which functions of the running program an object of its edited sources has not, though the sources may have them.</summary>
internal static partial class MissingFunctions
{
    /// <summary>
    /// Those functions and methods. Function literals and instances of generic functions are not among them: no other code can refer to
    /// them by a name.
    /// </summary>
    /// <param name="linked">The object.</param>
    /// <param name="functions">The functions of the program, as its symbols are called.</param>
    public static IReadOnlyList<string> Of(LinkedObject linked, IReadOnlyCollection<string> functions)
    {
        var present = FunctionsIn(ElfFile.Parse(linked.Object, "go.o")).ToHashSet(StringComparer.Ordinal);
        var edited = linked.Packages.Where(p => !p.IsStandard).Select(p => p.IsMain ? "main" : p.ImportPath).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. functions.Distinct().Where(f => !present.Contains(f) && edited.Contains(SymbolName.Package(f)) && Named().IsMatch(f)
                && !FunctionLiterals.IsLiteral(f) && !SymbolName.IsInitialiser(f)).Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>The functions a program or an object has, as its symbols are called.</summary>
    public static IEnumerable<string> FunctionsIn(ElfFile file) =>
        file.Symbols.Where(s => s is { Kind: ElfSymbolKind.Function, Size: > 0, SectionIndex: not null }).Select(s => s.Name);

    // path.Function, path.Type.Method, path.(*Type).Method.
    [GeneratedRegex(@"^(\S*/)?[^/.\s]+\.(\w+|\w+\.\w+|\(\*\w+\)\.\w+)$")]
    private static partial Regex Named();
}
