namespace Hotfixing.Go.Compare;

/// <summary>
/// What the names of Go's symbols tell (cmd/internal/objabi and cmd/compile/internal/ir, 1.19 to 1.26). Names the compiler makes up
/// carry numbers that shift with any edit, so they say nothing about identity.
/// </summary>
internal static class SymbolName
{
    /// <summary>What the name of a package's list of initialisers ends with.</summary>
    public const string InitTask = "..inittask";

    private static readonly string[] Linkers =
        ["go:", "type:", "go.itab.", "go.string.", "go.func.", "go.map.", "go.buildinfo", "go.buildid", "go.importpath.", "go.link.", "type.", "gcbits.", "runtime.gcbits.", "$f32.", "$f64.", "$i64."];

    /// <summary>Whether a variable or constant may be known by its name.</summary>
    public static bool IsStable(string name) => name.EndsWith(InitTask, StringComparison.Ordinal)
        || !name.Contains("..", StringComparison.Ordinal) && !IsJumpTable(name) && !Linkers.Any(p => name.StartsWith(p, StringComparison.Ordinal));

    /// <summary>Whether a variable that may be known by its name is one of a source file, and not the list of a package's initialisers.</summary>
    public static bool IsDeclared(string name) => IsStable(name) && !name.EndsWith(InitTask, StringComparison.Ordinal);

    /// <summary>Whether it is a pair of an interface and a type that implements it.</summary>
    public static bool IsItab(string name) =>
        name.StartsWith("go:itab.", StringComparison.Ordinal) || name.StartsWith("go.itab.", StringComparison.Ordinal);

    /// <summary>Whether it is a function that fills one map variable of a package.</summary>
    public static bool IsMapInitialiser(string name) => name.Contains(".map.init.", StringComparison.Ordinal);

    /// <summary>Whether a function is what initialises a package: made by the compiler, or written as init.</summary>
    public static bool IsInitialiser(string function)
    {
        var dot = function.IndexOf('.', function.LastIndexOf('/') + 1);
        var name = dot < 0 ? "" : function[(dot + 1)..];
        return name == "init" || name.StartsWith("map.init.", StringComparison.Ordinal)
            || name.StartsWith("init.", StringComparison.Ordinal) && name.Length > 5 && name.AsSpan(5).IndexOfAnyExceptInRange('0', '9') < 0;
    }

    /// <summary>
    /// The path of the package of a function or variable, as it is written in symbols; empty for what belongs to none. What stands
    /// between brackets are types that a generic function was made for.
    /// </summary>
    public static string Package(string name)
    {
        if (Linkers.Any(p => name.StartsWith(p, StringComparison.Ordinal)))
        {
            return "";
        }

        var generic = name.IndexOf('[', StringComparison.Ordinal);
        var head = generic < 0 ? name : name[..generic];
        var dot = head.IndexOf('.', head.LastIndexOf('/') + 1);
        return dot < 0 ? "" : head[..dot].Replace("%2e", ".", StringComparison.Ordinal);
    }

    private static bool IsJumpTable(string name)
    {
        var jump = name.LastIndexOf(".jump", StringComparison.Ordinal);
        return jump >= 0 && name.AsSpan(jump + 5) is { Length: > 0 } number && number.IndexOfAnyExceptInRange('0', '9') < 0;
    }
}
