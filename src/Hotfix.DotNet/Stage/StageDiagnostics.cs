using Hotfixing.DotNet.Protocol;

namespace Hotfixing.DotNet.Stage;

/// <summary>Why nothing can be put into a target, or why its agent refuses. Documented in docs/diagnostics.md.</summary>
internal static class StageDiagnostics
{
    private const string NothingChanged = "Nothing was changed in the target.";

    public static Diagnostic TemporaryFolderNotWritable(string path, string reason) => Refuse(
        "HF1201",
        $"{path} cannot be made or written: {reason}",
        "The agent is loaded from the target's temporary folder.",
        "Make the target's temporary folder ($TMPDIR of the target, or /tmp) writable for the target's user.");

    public static Diagnostic TemporaryFolderFull(string path) => Refuse(
        "HF1202",
        $"There is no space left for {path}.",
        "The agent and the patch are written to the target's temporary folder.",
        "Free some space there; a patch needs a few megabytes at most.");

    public static Diagnostic UntrustedDirectory(string path, string reason) => Refuse(
        "HF1203",
        $"{path} cannot be trusted: {reason}.",
        "Whoever can write there decides what code is loaded into the target.",
        "Find out who made it, and delete it.");

    public static Diagnostic DiagnosticsOff(Target target) => Refuse(
        "HF1204",
        $"{target} does not answer on its diagnostics port.",
        "The runtime opens it at start, unless DOTNET_EnableDiagnostics=0 (or DOTNET_EnableDiagnostics_IPC=0) is set, or the process is not "
            + "a .NET process that can be patched.",
        "Start the program without DOTNET_EnableDiagnostics=0.");

    public static Diagnostic RuntimeTooOld(Target target) => Refuse(
        "HF1205",
        $"{target} runs a version of .NET older than 8.",
        "Older runtimes cannot load an agent while they run.",
        "Move the program to .NET 8 or later.");

    public static Diagnostic StartupHooksOff(Target target) => Refuse(
        "HF1206",
        $"The runtime of {target} accepted the agent and did not run it.",
        "Startup hooks are switched off in this program; trimming does that.",
        "Publish the program with <StartupHookSupport>true</StartupHookSupport>, and without DOTNET_STARTUP_HOOKS support removed.");

    public static Diagnostic AgentNotLoadable(Target target, string reason) => Refuse(
        "HF1207",
        $"{target} could not load the agent: {reason}.",
        "The runtime ends a process that fails to load a startup hook, so it is not even tried.",
        "Remove the cause, or restart the process.");

    public static Diagnostic ProfilerSlotTaken(Target target, string occupant) => Refuse(
        "HF1208",
        $"Another profiler is active in {target}: {occupant}.",
        "The runtime has room for one profiler, and patches go through it. Monitoring agents (APM) use it too.",
        "Start the program without that profiler (CORECLR_ENABLE_PROFILING=0).");

    public static Diagnostic AttachFailed(Target target, string reason) => Refuse(
        "HF1209",
        $"The runtime of {target} did not take the profiling library: {reason}",
        NothingChanged,
        "Check that the target's temporary folder is not mounted noexec, and that DOTNET_EnableDiagnostics_Profiler is not 0.");

    public static Diagnostic OtherVersion(Target target, ushort agent) => Refuse(
        "HF1210",
        $"{target} holds a hotfix agent of protocol version {agent}; this hotfix speaks version {AgentProtocol.Version}.",
        "An agent stays until its process ends. Listing and reverting work across versions, applying does not.",
        "Apply with the hotfix that was used on this process first, or restart the process.");

    public static Diagnostic Busy(Target target) => Refuse(
        "HF1211",
        $"Another hotfix has been working on {target} for a while.",
        "Changes of one process are made one after the other.",
        "Wait until it is done, or end it.");

    public static Diagnostic ModuleNotLoaded(string detail) => Refuse(
        "HF1212",
        $"The target does not have a module of this patch loaded: {detail}.",
        "Only what is loaded can be patched.",
        "Plan again: the module was loaded or replaced since, or has not been used yet.");

    public static Diagnostic ModuleCollectible(string detail) => Refuse(
        "HF1213",
        $"A module of this patch can be unloaded: {detail}.",
        "The runtime accepts new code for a collectible module and never runs it.",
        "Unload the module and load its new version: that is what such contexts are for.");

    public static Diagnostic BodyMismatch(string detail) => Refuse(
        "HF1214",
        $"What is loaded is not what was compared: {detail}.",
        "The file was overwritten, or the plan was made for another build.",
        "Plan again against the file the process was started from, or restart the process.");

    public static Diagnostic NoBody(string detail) => Refuse(
        "HF1215",
        $"A method of this patch has no code in the target: {detail}.",
        "Abstract and native methods have nothing that could be replaced.",
        "Leave the function out of the patch.");

    public static Diagnostic NoSuchPatch(string detail) => Refuse(
        "HF1216",
        $"There is nothing to revert: {detail}.",
        "Patches are numbered within each process.",
        "See the applied patches with: hotfix list.");

    public static Diagnostic RefusedByAgent(string code, string detail) => Refuse(
        "HF1217",
        $"The agent refused: {detail} ({code}).",
        NothingChanged,
        "Use the hotfix the agent came with.");

    public static Diagnostic PortFailed(Target target, string reason) => Refuse(
        "HF1218",
        $"The diagnostics port of {target} failed: {reason}",
        NothingChanged,
        "Try again; if it stays so, restart the process.");

    /// <summary>The diagnostic for a refusal of the agent.</summary>
    public static Diagnostic Of(Target target, ushort agentVersion, string code, string detail) => code switch
    {
        RefusalCode.ProtocolVersion => OtherVersion(target, agentVersion),
        RefusalCode.ModuleNotLoaded => ModuleNotLoaded(detail),
        RefusalCode.ModuleCollectible => ModuleCollectible(detail),
        RefusalCode.BodyMismatch => BodyMismatch(detail),
        RefusalCode.NoBody => NoBody(detail),
        RefusalCode.NoSuchPatch => NoSuchPatch(detail),
        _ => RefusedByAgent(code, detail),
    };

    private static Diagnostic Refuse(string id, string what, string why, string remedy) =>
        new(id, Severity.Refusal, what, why, remedy);
}
