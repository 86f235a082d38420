namespace Hotfixing;

/// <summary>Why a process cannot be patched from here, whatever it runs. Documented in docs/diagnostics.md.</summary>
public static class TargetDiagnostics
{
    /// <summary>The process is the tool itself.</summary>
    public static Diagnostic OwnProcess(Target target) => Refuse(
        "HF1001",
        $"{target} is this hotfix itself",
        "it ends before a patch could matter",
        "give the id of the program to patch: hotfix ps lists them");

    /// <summary>No engine knows what the process runs.</summary>
    public static Diagnostic NotRecognized(Target target, string program) => Refuse(
        "HF1002",
        $"{target} ({program}) is not a program hotfix knows how to patch",
        "it runs none of the runtimes this version supports",
        "give the id of a .NET or Go program: hotfix ps lists them. If it was started a moment ago, try again");

    /// <summary>The process belongs to another user, or is protected from this one.</summary>
    public static Diagnostic OtherUser(Target target) => Refuse(
        "HF1003",
        $"{target} belongs to another user, or is protected",
        "patching a process needs the same rights as debugging it",
        "run hotfix as the user of the process, or as root");

    /// <summary>The process is built for another processor.</summary>
    public static Diagnostic OtherArchitecture(Target target, string machine) => Refuse(
        "HF1004",
        $"{target} is built for {machine}",
        "this version patches x64 programs",
        "run the program on x64, or wait for a version that knows this processor");

    /// <summary>The plan has warnings, and there is nobody to ask.</summary>
    public static Diagnostic ConfirmationNeeded(int warnings) => Refuse(
        "HF1005",
        $"the patch has {warnings} {(warnings == 1 ? "warning" : "warnings")}, and there is no terminal to ask whether to go on",
        "each warning names something that will not happen as one may expect",
        "read the warnings, then run the same command with --yes");

    private static Diagnostic Refuse(string id, string what, string why, string remedy) =>
        new(id, Severity.Refusal, what, why, remedy);
}
