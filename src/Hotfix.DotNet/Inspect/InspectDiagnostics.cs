namespace Hotfixing.DotNet.Inspect;

/// <summary>Why a .NET process cannot be patched from here. Documented in docs/diagnostics.md.</summary>
internal static class InspectDiagnostics
{
    public static Diagnostic SingleFile(Target target, string program) => Refuse(
        "HF1011",
        $"{target} runs {program}, a single file whose list of contents cannot be read",
        "the assemblies lie inside it; the list that tells where is missing, damaged, or of a form this version does not know",
        "publish the program again, or without PublishSingleFile, and start that");

    public static Diagnostic NativeAot(Target target, string program) => Refuse(
        "HF1012",
        $"{target} runs {program}, compiled ahead of time to native code",
        "such a program has no runtime that could take new methods",
        "publish without PublishAot, and start that");

    public static Diagnostic RuntimeTooOld(Target target, string version) => Refuse(
        "HF1013",
        $"{target} runs .NET {version}",
        "hotfix needs .NET 8 or later, and must be able to tell which",
        "run the program on .NET 8 or later");

    public static Diagnostic Musl(Target target) => Refuse(
        "HF1014",
        $"{target} runs on musl (Alpine)",
        "the native part of hotfix is built for glibc",
        "run the program on a distribution with glibc, such as Debian");

    public static Diagnostic DiagnosticsOff(Target target, string setting) => Refuse(
        "HF1015",
        $"{target} was started with {setting}",
        "the runtime then opens no diagnostics port, and nothing can reach it",
        $"start the program without {setting}");

    public static Diagnostic DiagnosticsSocketMissing(Target target, string folder) => Refuse(
        "HF1016",
        $"{target} has no diagnostics socket in {folder}",
        "hotfix reaches the runtime through it; somebody deleted it, or the temporary folder is another one now",
        "restart the program, and keep cleaners of the temporary folder from deleting dotnet-diagnostic-*-socket");

    public static Diagnostic ProfilerInUse(Target target, string profiler) => Refuse(
        "HF1017",
        $"{target} was started with a profiler: {profiler}",
        "the runtime has room for one profiler, and patches go through it. Monitoring agents (APM) use it too",
        "start the program with CORECLR_ENABLE_PROFILING=0");

    public static Diagnostic StartupHooksOff(Target target, string configuration) => Refuse(
        "HF1018",
        $"startup hooks are switched off for {target} in {configuration}",
        "the agent comes into a running program as a startup hook",
        "build the program with <StartupHookSupport>true</StartupHookSupport>, or set System.StartupHookProvider.IsSupported to true");

    public static Diagnostic TemporaryFolderNotWritable(Target target, string folder) => Refuse(
        "HF1019",
        $"the user of {target} cannot make files in its temporary folder {folder}",
        "the agent and the patch are put there",
        "make the folder writable for that user, or start the program with another TMPDIR");

    public static Diagnostic ImageOverwritten(string path, DateTimeOffset changed, DateTimeOffset started) => Refuse(
        "HF1020",
        $"{path} was changed in place at {changed.ToLocalTime():yyyy-MM-dd HH:mm:ss}, after its process had started "
            + $"({started.ToLocalTime():yyyy-MM-dd HH:mm:ss}): the image was overwritten and the original bytes are lost",
        "what runs now is a mix of both files, so nothing can be compared with it. Changing the permissions, the owner or the name "
            + "of the file looks the same from outside, and is refused too",
        "restart the program once. From then on deploy by building, or by renaming the new file over the old one, instead of "
            + "copying into it");

    public static Diagnostic ImageGone(string path) => Refuse(
        "HF1021",
        $"{path} was deleted, replaced or unloaded, and its original cannot be read through the process",
        "the new build has to be compared with what is loaded",
        "run hotfix as root, or put back the file the process was started from, or restart the program");

    public static Diagnostic ProfilerAttachOff(Target target, string setting) => new(
        "HF1022",
        Severity.Warning,
        $"{target} was started with {setting}",
        "some runtimes then refuse the profiling interface, through which patches go",
        $"if applying is refused, start the program without {setting}");

    public static Diagnostic ModulesHidden(Target target) => new(
        "HF1023",
        Severity.Note,
        $"the memory of {target} cannot be read from here, and it may hold assemblies",
        "an assembly loaded from bytes is not seen then; and which of those in a compressed single file are loaded is concluded from sizes "
            + "alone, so applying may still be refused (HF1212)",
        "nothing, unless an assembly is not found; then run hotfix as root");

    public static Diagnostic Trimmed(Target target, string missing) => Refuse(
        "HF1024",
        $"{target} lacks {missing}, which the agent of hotfix uses",
        "the program was trimmed: what it does not use itself was taken out of its framework. The runtime ends a program whose startup "
            + "hook cannot be loaded, so it is not even tried",
        "publish the program without PublishTrimmed, and start that");

    private static Diagnostic Refuse(string id, string what, string why, string remedy) =>
        new(id, Severity.Refusal, what, why, remedy);
}
