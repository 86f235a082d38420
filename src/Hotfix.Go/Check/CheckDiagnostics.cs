namespace Hotfixing.Go.Check;

/// <summary>What in a change keeps it from being applied to a running Go program, or is worth knowing. Documented in docs/diagnostics.md.</summary>
internal static class CheckDiagnostics
{
    private const string SharedValues = "the program holds values of the old shape, and old and new code share them";
    private const string NewName = "leave it as it is and add another one beside it, or restart the program with the new build";

    public static Diagnostic NotReproduced(int changed, int compared, IEnumerable<string> examples) => Refuse(
        "HF4001",
        $"{changed} of {compared} functions of Go's own packages differ from the running program's, among them {string.Join(", ", examples)}",
        "they come with the toolchain and cannot have been edited: the new code was not built as the running program was, so no difference means anything",
        "build with the settings and the exact toolchain of the running program (go version -m shows them)");

    public static Diagnostic LayoutChanged(string type, string difference) => Refuse(
        "HF4002", $"the layout of type {type} changed: {difference}", SharedValues, NewName);

    public static Diagnostic InterfaceChanged(string type, string difference) => Refuse(
        "HF4003", $"interface {type} changed: {difference}", "the program holds values whose method tables were made for the old one", NewName);

    public static Diagnostic VariableTypeChanged(string variable, string before, string after) => Refuse(
        "HF4004", $"variable {variable} was {before} and is now {after}", SharedValues, NewName);

    public static Diagnostic InitialValueChanged(string variable, string difference) => new(
        "HF4005",
        Severity.Warning,
        $"the initial value of variable {variable} changed: {difference}",
        "the program has long begun, and the variable keeps the value it has now",
        "if the new value matters, set it in a function that is called");

    public static Diagnostic SignatureChanged(string function, string before, string after) => new(
        "HF4006",
        Severity.Warning,
        $"the parameters or results of {function} changed from ({before}) to ({after})",
        "code that is replaced calls the new version; what still runs old code goes on calling the old one",
        "nothing; restart the program if old callers must not remain");

    public static Diagnostic SignatureUnknown(string function) => Refuse(
        "HF4007",
        $"{function} changed, and debug information does not tell whether its parameters are the same",
        "callers of the old version would pass what the new one does not expect",
        "build the program without -ldflags=-w, or leave the function as it is");

    public static Diagnostic LiteralsLeftAlone(IReadOnlyList<string> functions, string reason) => new(
        "HF4008",
        Severity.Warning,
        $"closures of {string.Join(", ", functions)} that exist now go on running the old version: {reason}",
        "a closure belongs to the code that made it; new ones run the new version",
        "let what holds the old closures make them again, or restart the program");

    public static Diagnostic EntryUnfit(string function, string reason) => Refuse(
        "HF4010",
        $"{function} cannot be led to its new version: {reason}",
        "its first five bytes become a jump, and nothing may come back to them",
        "change its callers instead, or restart the program with the new build");

    public static Diagnostic Ambiguous(string function) => Refuse(
        "HF4011",
        $"several functions are called {function}, and one of them changed",
        "which of them is which cannot be told; assembly has such names",
        "give the functions names of their own, or restart the program with the new build");

    public static Diagnostic MethodsChanged(string type, string difference) => new(
        "HF4012",
        Severity.Warning,
        $"the methods of type {type} changed: {difference}",
        "new code calls them directly; interfaces made at run time and reflection see the old methods",
        "nothing, unless a value of the type is to fit an interface it did not fit before");

    public static Diagnostic Removed(string function) => new(
        "HF4013", Severity.Note, $"{function} is gone from the new build", "the running program keeps it; only code that was replaced stops using it", "");

    public static Diagnostic InitialiserChanged(string function) => new(
        "HF4015",
        Severity.Warning,
        $"the initialiser {function} changed",
        "it has run: the variables the program has keep the values they have, and only new ones are initialised",
        "if what it does otherwise matters, do it in a function that is called");

    public static Diagnostic NothingTakesEffect() => Refuse(
        "HF4021",
        "nothing of what changed can take effect in a program that has started",
        "initialisers have run, and the callers of functions with other parameters are as they were",
        "restart the program with the new build");

    public static Diagnostic LeftOut(IReadOnlyList<string> functions) => new(
        "HF4022",
        Severity.Warning,
        $"{string.Join(", ", functions)} changed too, and {(functions.Count == 1 ? "is" : "are")} left out",
        "Go's compiler copies small functions into their callers: a function that is left out keeps the old code of those it holds copies of",
        "name them as well, or apply the patch without --function");

    public static Diagnostic InstancesGone(IReadOnlyList<string> functions) => new(
        "HF4023",
        Severity.Warning,
        $"the new build has no {string.Join(", ", functions)}: nothing uses {(functions.Count == 1 ? "it" : "them")}, or all callers hold copies",
        "calls that run now and code that is not replaced go on with the version they have; no source file can refer to one instance of a generic function and so keep it",
        "nothing; restart the program if a function that never returns calls it");

    public static Diagnostic CalledDifferently(string function, string before, string after) => Refuse(
        "HF4024",
        $"the C function that {function} calls takes other parameters: ({before}) became ({after})",
        "the running program's C code stays as it is, and takes its parameters where the old ones were",
        "leave the C function as it is, or restart the program with the new build");

    public static Diagnostic DictionaryChanged(string function, string difference) => new(
        "HF4025",
        Severity.Warning,
        $"{function} is told other things by its callers about the types it is called for: {difference}",
        "code that is replaced calls the new version; what still runs old code goes on calling the old one, and tells it what that expects",
        "nothing; restart the program if old callers must not remain");

    public static Diagnostic VariablesGone(IReadOnlyList<string> gone, IReadOnlyList<string> added) => new(
        "HF4026",
        Severity.Warning,
        $"{string.Join(", ", gone)} {(gone.Count == 1 ? "is" : "are")} gone, and {string.Join(", ", added)} {(added.Count == 1 ? "is" : "are")} new",
        "a variable that was renamed or moved begins anew: what the old one holds is lost to the new code",
        "keep the names and packages of variables until the next restart");

    private static Diagnostic Refuse(string id, string what, string why, string remedy) => new(id, Severity.Refusal, what, why, remedy);
}
