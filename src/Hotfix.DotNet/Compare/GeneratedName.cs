namespace Hotfixing.DotNet.Compare;

/// <summary>
/// Names that compilers make up for the parts of one method: lambdas, local functions, closures, state machines. They hold
/// numbers that shift when code is inserted above, so they never identify anything. Sources: Roslyn's
/// CSharp/Portable/Symbols/Synthesized/GeneratedNameKind.cs and VisualBasic's GeneratedNameConstants.vb; F# puts '@' and a line
/// number into its closures' names.
/// </summary>
internal static class GeneratedName
{
    /// <summary>Whether a type with this name is a part of one method.</summary>
    public static bool IsPartType(string name) =>
        name.StartsWith("<>c__", StringComparison.Ordinal)
        || name.StartsWith("<>o__", StringComparison.Ordinal)
        || (name.StartsWith('<') && (Holds(name, ">d__") || Holds(name, ">O__") || IsStateMachineOfPart(name)))
        || name.StartsWith("VB$StateMachine", StringComparison.Ordinal)
        || name.StartsWith("_Closure$__", StringComparison.Ordinal)
        || name.Contains('@', StringComparison.Ordinal);

    /// <summary>Whether a method with this name is a part of another method, on a type that is not.</summary>
    public static bool IsPartMethod(string name) =>
        (name.StartsWith('<') && (Holds(name, ">b__") || Holds(name, ">g__")))
        || name.StartsWith("<>n__", StringComparison.Ordinal)
        || name.StartsWith("_Lambda$__", StringComparison.Ordinal);

    /// <summary>Whether a field with this name, in a type with that name, is a part of a method (a cached delegate).</summary>
    public static bool IsPartField(string typeName, string name) =>
        name.StartsWith("<>9__", StringComparison.Ordinal)
        || name.StartsWith("$I", StringComparison.Ordinal)
        || (typeName == "<>O" && name.StartsWith('<'));

    /// <summary>
    /// Whether a part with this name keeps what the method makes at its first call: the call sites of dynamic operations, and delegates of
    /// named methods. What is in it says what the method did when that was made.
    /// </summary>
    public static bool IsCache(string typeName, string name) =>
        typeName == "<>O" || typeName.StartsWith("<>o__", StringComparison.Ordinal) || name.StartsWith("<>o__", StringComparison.Ordinal);

    /// <summary>Whether the compiler made this name up at all; such names are not shown to people.</summary>
    public static bool IsGenerated(string name) =>
        (name.StartsWith('<') && name != "<Main>$" && !IsFileLocal(name)) || IsPartType(name);

    /// <summary>Whether a state machine's field with this name holds a value in the middle of an expression.</summary>
    public static bool IsSpill(string name) =>
        name.StartsWith("<>7__", StringComparison.Ordinal) || name.StartsWith("<>s__", StringComparison.Ordinal);

    /// <summary>Whether it is the name of a file-local type, which is the user's own: &lt;File&gt;F and a hash.</summary>
    private static bool IsFileLocal(string name) => name.StartsWith('<') && Holds(name, ">F") && Holds(name, "__")
        && name.Length > name.IndexOf(">F", StringComparison.Ordinal) + 66;

    /// <summary>The state machine of a lambda or local function: &lt;&lt;Method&gt;b__0_1&gt;d, with an arity when it is generic.</summary>
    private static bool IsStateMachineOfPart(string name) => name.EndsWith(">d", StringComparison.Ordinal) || Holds(name, ">d`");

    private static bool Holds(string name, string part) => name.Contains(part, StringComparison.Ordinal);
}
