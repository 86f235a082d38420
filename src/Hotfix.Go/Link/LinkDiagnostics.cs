using Hotfixing.Binary.GoSym;

namespace Hotfixing.Go.Link;

/// <summary>Why new code cannot be fitted to a running Go program. Documented in docs/diagnostics.md.</summary>
internal static class LinkDiagnostics
{
    private const string NoSafePlace = "hotfix has no place for it in the running program that is known to be right";
    private const string OtherEdit = "make the change in another way, or restart the program with the new build";

    public static Diagnostic NoRoom(ulong bytes) => Refuse(
        "HF4101",
        $"there is no free stretch of {bytes} bytes within 2 GiB above the program",
        "Go's code reaches other code and data by distances of 31 bits",
        "restart the program: the stretch is taken by something it has mapped since");

    public static Diagnostic AmbiguousName(string name) => Refuse(
        "HF4102", $"several things are called {name}", "which of them the new code means cannot be told", OtherEdit);

    public static Diagnostic Missing(string name, string where) => Refuse(
        "HF4103",
        $"{where} needs {name}, which neither the program nor the patch has",
        "a patch brings no C code and no libraries",
        name.StartsWith(CgoName.CodeOfC, StringComparison.Ordinal) ? "call only C functions that the package calls already" : OtherEdit);

    public static Diagnostic VariableResized(string name, ulong before, ulong after) => Refuse(
        "HF4104",
        $"variable {name} has {before} bytes in the program and {after} in the new build",
        "old and new code share the variable",
        "give the variable another name, or keep its type");

    public static Diagnostic UnknownCode(string function, ulong offset, string what) => Refuse(
        "HF4105", $"{function} has at offset {offset} {what}", NoSafePlace, OtherEdit);

    public static Diagnostic UnknownData(string where, string what) => Refuse(
        "HF4106", $"{where} refers to {what}", NoSafePlace, OtherEdit);

    public static Diagnostic ChangedType(string type, string difference) => Refuse(
        "HF4107", $"type {type} changes: {difference}", "the program holds values of the old shape", "leave the type as it is, and add a new one");

    public static Diagnostic UnknownThreadOffset(string where) => Refuse(
        "HF4108", $"{where} uses a variable each thread has its own of, whose place in the program cannot be told", NoSafePlace, OtherEdit);

    public static Diagnostic AmbiguousInit(string package) => Refuse(
        "HF4109",
        $"package {package} has more init functions than the program, and old ones changed",
        "which of them have run cannot be told",
        "add new init functions behind the old ones, and leave the old ones as they are");

    public static Diagnostic AddressTaken(string package, string variable) => Refuse(
        "HF4110",
        $"to initialise its new variables, package {package} would pass on the address of {variable}",
        "its other variables must keep their values, so the initialiser writes to copies of them",
        "initialise the new variable in an init function");

    public static Diagnostic NoRunner(string first) => Refuse(
        "HF4111", $"{first} must run before the patch is used, and the patch has nothing that runs it", "it was built without its runner of initialisers", "make the patch file again with this version of hotfix");

    public static Diagnostic SignatureOfPatched(string function, PatchId patch) => Refuse(
        "HF4112",
        $"{function} came with patch {patch}, and its parameters or captured variables cannot be shown to be the same now",
        "what patch brought it still runs and would call the new version",
        $"revert patch {patch}, or give the function another name");

    public static Diagnostic DictionariesOfPatch(PatchId patch, IReadOnlyList<string> functions) => new(
        "HF4119",
        Severity.Warning,
        $"calls that run in patch {patch} go on calling its version of {string.Join(", ", functions)}: the new version is told other things of the type arguments",
        "code that is replaced calls the new version",
        "nothing; restart the program if a function that never returns calls it");

    public static Diagnostic VariablesInitialisedAgain(string package, IEnumerable<string> variables, string call) => new(
        "HF4114",
        Severity.Warning,
        $"to initialise {string.Join(", ", variables)}, the initialisers of all variables of package {package} run again, among them a call of {call}",
        "the old variables keep their values; what else the initialisers do happens a second time",
        "initialise the new variable in an init function, if that matters");

    public static Diagnostic UnknownMetadata(string what) => Refuse(
        "HF4115", what, "hotfix knows the runtime's tables of Go 1.19 to 1.26 only as far as it has seen them", "restart the program with the new build");

    public static Diagnostic ClosuresOfPatch(PatchId patch, IReadOnlyList<string> functions) => new(
        "HF4116",
        Severity.Warning,
        $"closures that were made by patch {patch} of {string.Join(", ", functions)} go on running the version of that patch",
        "a closure belongs to the code that made it, and what it captures cannot be shown to be the same; new ones run the new version",
        $"let what holds them make them again, or revert patch {patch} first, if it matters");

    public static Diagnostic GoneOfPatch(PatchId patch, IReadOnlyList<string> functions) => new(
        "HF4117",
        Severity.Warning,
        $"{string.Join(", ", functions)} came with patch {patch}, and the new build has no such function",
        "what still calls it, calls the version of that patch",
        "nothing, if it was removed; if it only became small, build the patch from its folder and not from a patch file");

    public static Diagnostic TypeOfPatched(string variable, PatchId patch) => Refuse(
        "HF4118",
        $"variable {variable} came with patch {patch}, and its type cannot be shown to be the same now",
        "it holds a value of the type it had",
        $"revert patch {patch}, or give the variable another name");

    public static Diagnostic NotProved(string what) => Refuse(
        "HF4199", $"hotfix cannot prove this patch right: {what}", "a patch that may be wrong is not applied", "restart the program with the new build, and report this");

    private static Diagnostic Refuse(string id, string what, string why, string remedy) => new(id, Severity.Refusal, what, why, remedy);
}
