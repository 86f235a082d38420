using System.Text.RegularExpressions;

namespace Hotfixing.Binary.GoSym;

/// <summary>
/// Names that cgo makes up: they carry a hash over all files of a package that import C (cmd/cgo/main.go, cPrefix: six bytes; 1.19 to
/// 1.26), so that any edit of one gives all of them other names.
/// </summary>
public static partial class CgoName
{
    /// <summary>What the Go functions begin with that C calls.</summary>
    public const string Exported = "_cgoexp_";

    /// <summary>What the C functions begin with that Go calls, which take the parameters of another one out of memory and call that.</summary>
    public const string CodeOfC = "_cgo_";

    private const string Anything = "_cgo";

    /// <summary>The name without the hash; every other name as it is.</summary>
    public static string WithoutHash(string name) =>
        name.Contains(Anything, StringComparison.Ordinal) ? Hash().Replace(name, "", 1) : name;

    // path._cgo_HASH_Cfunc_name is a variable with the address of _cgo_HASH_Cfunc_name; _cgoexp_HASH_name is a function.
    [GeneratedRegex(@"(?<=(^|[^/]*\.)_cgo|^_cgoexp)_[0-9a-f]{12}(?=_)")]
    private static partial Regex Hash();
}
