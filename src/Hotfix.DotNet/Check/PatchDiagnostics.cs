namespace Hotfixing.DotNet.Check;

/// <summary>Every diagnostic about what a .NET patch holds. Documented in docs/diagnostics.md.</summary>
internal static class PatchDiagnostics
{
    private const string Restart = "deploy this change with a restart, or leave it out of the patch";

    private const int MostNamedAlone = 5;
    private const int MostNamedTogether = 3;
    private const int MostFunctionsNamed = 20;

    public static Diagnostic InitialValuesChanged(string type) => Warning("HF2001",
        $"the initial values of static fields of {type} changed",
        "its static constructor has run in the target and does not run again; the fields keep their present values",
        "if the new values matter, set them in a method that is called");

    public static Diagnostic Removed(string member) => Note("HF2002",
        $"{member} is gone from the new build",
        "the running program keeps it; only code that was replaced stops using it",
        "nothing, unless reflection or another assembly still calls it");

    public static Diagnostic InvisibleToReflection(string member) => Warning("HF2003",
        $"{member} is added to a type that is already loaded",
        "code of the patch uses it, but reflection (serialisers, model binding, dependency injection) does not see it",
        Restart);

    public static Diagnostic OldPartsStay(string function) => Warning("HF2004",
        $"lambdas or the async or iterator body of {function} changed their shape",
        "delegates made and operations started before the patch finish on the old code; new calls run the new one",
        "nothing; restart what holds the old delegates if that must not be");

    /// <summary>One note for each of a few; a self-contained build brings a hundred, which are one.</summary>
    public static IEnumerable<Diagnostic> NotLoaded(IReadOnlyList<string> files) => files.Count <= MostNamedAlone
        ? files.Select(f => NotLoaded($"{f} is not loaded by the target"))
        : [NotLoaded($"{files.Count} assemblies are not loaded by the target: {string.Join(", ", files.Take(MostNamedTogether))} and others")];

    public static Diagnostic ParametersChanged(string function) => Warning("HF2006",
        $"names, default values or attributes of the parameters of {function} changed",
        "reflection (model binding, named arguments of late-bound calls) goes on seeing the old ones",
        Restart);

    public static Diagnostic StartsAgain(string field) => Warning("HF2007",
        $"{field} was added by an earlier patch and is added again",
        "the new one begins with its initial value; what the earlier patch stored in its own stays there",
        "nothing if the value may begin anew; otherwise keep the earlier patch and limit this one with --function");

    public static Diagnostic AddedUnused(string member) => Note("HF2008",
        $"{member} is new, and nothing that is replaced uses it",
        "it is not brought into the target",
        "");

    public static Diagnostic ModuleInitializerChanged(string module) => Warning("HF2009",
        $"the module initialisers of {module} changed",
        "they have run and do not run again",
        Restart);

    public static Diagnostic MayStandInDynamicCode(IReadOnlyCollection<string> functions, bool hasDynamicCode) => new("HF2011",
        hasDynamicCode ? Severity.Warning : Severity.Note,
        $"the code of {Named(functions)} is small enough to have been copied into code made at run time",
        "compiled expressions, dynamic methods and reflection's own stubs cannot be compiled again: a copy of the old code that the "
            + "just-in-time compiler put into one of them stays in effect, for example a minimal API's handler of one line",
        "watch the effect after applying; where the old behaviour stays, deploy with a restart");

    public static Diagnostic StaticFieldRemoved(string field, string[] added) => Warning("HF2012",
        added.Length == 0
            ? $"the static field {field} is gone from the new build"
            : $"the static field {field} is gone from the new build, and {string.Join(", ", added)} of the same type came",
        added.Length == 0
            ? "what it holds stays where it is; replaced code no longer uses it"
            : "if that is a new name or place for it, what the program has stored is lost to the new code: the new field begins anew",
        "if what it holds matters, keep the field's name and place until the next restart");

    public static Diagnostic ResourceChanged(string resource, string how) => Warning("HF2013",
        $"the embedded resource {resource} {how}",
        "the loaded assembly keeps the resources it was loaded with, also for the new code",
        Restart);

    public static Diagnostic ConstantChanged(string constant) => Warning("HF2014",
        $"the value of the constant {constant} changed",
        "compilers copy it: code that was rebuilt has the new value; reflection, and assemblies that were not rebuilt, have the old one",
        "rebuild every assembly that uses it, and give the folder they are in");

    public static Diagnostic LayoutChanged(string type, string field) => Refusal("HF3001",
        $"the layout of {type} changed: {field}",
        "objects of that type exist in the target and cannot be given another shape");

    public static Diagnostic BaseChanged(string type) => Refusal("HF3002",
        $"the base type or the interfaces of {type} changed",
        "the type is loaded, and its place among the others is fixed");

    public static Diagnostic VirtualChanged(string member, string how) => Refusal("HF3003",
        $"the virtual member {member} was {how}",
        "the tables through which virtual and interface calls go are fixed once a type is loaded");

    public static Diagnostic MethodKindChanged(string method) => Refusal("HF3004",
        $"{method} became another kind of method (static, virtual, abstract, extern or its implementation flags)",
        "callers and the runtime treat the loaded method as what it was");

    public static Diagnostic AccessWidened(string member, string user) => Refusal("HF3005",
        $"{user} uses {member}, which it may only since the new build made it more visible",
        "in the target the member is as private as it was, and the call would fail");

    public static Diagnostic GenericParametersChanged(string member) => Refusal("HF3006",
        $"the type parameters or constraints of {member} changed",
        "instances of it exist in the target and were checked against the old ones");

    public static Diagnostic AttributesChanged(string member, string attribute) => Refusal("HF3007",
        $"the attribute {attribute} of {member} changed",
        "whoever reads attributes has read the old ones, and goes on seeing them");

    public static Diagnostic EnumChanged(string type) => Refusal("HF3008",
        $"the members of the enumeration {type} changed",
        "names and values that were read from the loaded type stay; text and numbers would disagree");

    public static Diagnostic TypeKindChanged(string type) => Refusal("HF3009",
        $"{type} became another kind of type",
        "the type is loaded as what it was");

    public static Diagnostic CannotLink(string function, string what) => Refusal("HF3010",
        $"{function} cannot be moved into the target: {what}",
        "hotfix has no sound way to do that");

    public static Diagnostic UnknownAssembly(string user, string assembly) => Refusal("HF3011",
        $"{user} needs the assembly {assembly}, which the target has neither loaded nor beside it",
        "the call would fail when it is first reached",
        "put the assembly where the target finds it, or leave the change out of the patch");

    public static Diagnostic UnknownMember(string user, string member) => Refusal("HF3012",
        $"{user} uses {member}, which the loaded build of its assembly does not have",
        "members added to one assembly cannot be used from another one in the same patch yet",
        "leave that call out of the patch, or make it inside the assembly that has the new member");

    public static Diagnostic AddedBefore(string type) => Refusal("HF3013",
        $"the type {type} was added by an earlier patch and differs from it now",
        "objects of the earlier version may be in use and are of another type than the new one",
        "keep the earlier version of the type, or give the new one another name");

    public static Diagnostic NewerRuntime(string file, string needed, string running) => Refusal("HF3014",
        $"{file} was built for .NET {needed}, the target runs .NET {running}",
        "it may use what the running runtime does not have",
        $"rebuild it for .NET {running}");

    public static Diagnostic NotOfThisProgram(string file, string assembly) => Refusal("HF3015",
        $"{file} is the assembly {assembly}, which the target has not loaded",
        "there is nothing in the target it could be a new version of",
        "give the rebuilt assembly of this very program, or the folder it was built into");

    public static Diagnostic NothingToCompare(string path) => Refusal("HF3016",
        $"{path} holds no .NET assembly that the target has loaded",
        "there is nothing to compare the target with",
        "give the folder the program was rebuilt into, one of its assemblies, or the rebuilt single file");

    public static Diagnostic OnlyInitialValues() => Refusal("HF3019",
        "all that changed runs only once, at the start of the program",
        "nothing of it can take effect in a program that has started",
        "deploy this change with a restart");

    public static Diagnostic LoadedTwice(string assembly) => Refusal("HF3020",
        $"different builds of {assembly} are loaded in the target",
        "which of them the new build is a version of cannot be told",
        "restart the program in a way that loads one of them");

    public static Diagnostic CopiedElsewhere(string function, string file) => Refusal("HF3021",
        $"when the program was published, {function} was copied into native code in {file} that is of a third assembly's method",
        "the copy cannot be compiled again, and would go on as it is");

    public static Diagnostic CopiedUnloaded(string file, string holder) => Refusal("HF3022",
        $"{file} is not loaded, but native code that was published with {holder} may hold copies of its methods",
        "the program can run such copies without ever loading the assembly, and they cannot be found and compiled again",
        "deploy with a restart, or give only the assemblies that are loaded, if nothing that runs uses the change");

    public static Diagnostic EntryPoint(string function) => Note("HF2010",
        $"{function} is the program's entry point",
        "the call that is running goes on with the old code until it returns",
        "");

    public static Diagnostic Unproven(string function, string what) => Refusal("HF3999",
        $"this patch of {function} cannot be proved right: {what}",
        "rather than risk the target, hotfix does nothing",
        "please report this with the two builds");

    /// <summary>A patch of a whole library has thousands, and the plan lists them all.</summary>
    private static string Named(IReadOnlyCollection<string> functions) => functions.Count <= MostFunctionsNamed
        ? string.Join(", ", functions)
        : $"{string.Join(", ", functions.Take(MostNamedTogether))} and {functions.Count - MostNamedTogether} other functions";

    private static Diagnostic NotLoaded(string what) => Note("HF2005",
        what,
        "what is not loaded takes no part in this patch; if the target loads it later, it loads whatever file is there then",
        "");

    private static Diagnostic Note(string id, string what, string why, string remedy) => new(id, Severity.Note, what, why, remedy);

    private static Diagnostic Warning(string id, string what, string why, string remedy) =>
        new(id, Severity.Warning, what, why, remedy);

    private static Diagnostic Refusal(string id, string what, string why, string remedy = Restart) =>
        new(id, Severity.Refusal, what, why, remedy);
}
