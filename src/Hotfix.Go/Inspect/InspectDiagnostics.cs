namespace Hotfixing.Go.Inspect;

/// <summary>Why a process cannot be looked into as a Go program, or not be traced. Documented in docs/diagnostics.md.</summary>
internal static class InspectDiagnostics
{
    private const string TracingIsNeeded = "a patch is written while the process is held still, which is done the way debuggers do it";

    public static Diagnostic NotGo(Target target) => Refuse(
        "HF4201",
        $"{target} is not a Go program, or was built without the information the go command writes into programs",
        "how it was built is read from there",
        "give the id of a program that the go command built: hotfix ps lists them");

    public static Diagnostic TracedByAnother(Target target, int tracer, string name) => Refuse(
        "HF4202",
        $"{target} is being traced by process {tracer} ({name})",
        TracingIsNeeded + ", and only one tool at a time can do that",
        "let that debugger or tracer go, and try again");

    public static Diagnostic ForbiddenByYama(Target target, int scope) => Refuse(
        "HF4203",
        $"this system does not let you trace {target}: kernel.yama.ptrace_scope is {scope}",
        TracingIsNeeded,
        scope >= 3
            ? "start the system with another kernel.yama.ptrace_scope: 3 cannot be changed while it runs"
            : scope == 2
                ? "run hotfix as root, or with the capability CAP_SYS_PTRACE"
                : "run hotfix as root, or set kernel.yama.ptrace_scope to 0, or let the program itself allow it (prctl PR_SET_PTRACER)");

    public static Diagnostic ForbiddenBySeccomp(Target target) => Refuse(
        "HF4204",
        $"the system calls needed to trace {target} are filtered where hotfix runs",
        TracingIsNeeded + "; containers often forbid it",
        "run hotfix outside of the container, or start the container with the capability SYS_PTRACE (docker: --cap-add=SYS_PTRACE)");

    public static Diagnostic CapabilityMissing(Target target) => Refuse(
        "HF4205",
        $"{target} may not be traced: it belongs to another user, has more rights than you, protects itself, or is protected (AppArmor, SELinux)",
        TracingIsNeeded,
        "run hotfix as root, or with the capability CAP_SYS_PTRACE in the process's user namespace");

    public static Diagnostic Suspended(Target target) => Refuse(
        "HF4206",
        $"{target} is suspended (SIGSTOP, or control-Z)",
        "its own threads do a part of the work",
        "let it go on (kill -CONT, or fg), and try again");

    public static Diagnostic NotUnderstood(Target target, string what) => Refuse(
        "HF4207",
        $"{target} cannot be looked into: {what}",
        "what is not fully understood is not changed",
        "report it, with the program's Go version and how it was linked; until then deploy with a restart");

    public static Diagnostic ShadowStack(Target target) => Refuse(
        "HF4208",
        $"{target} runs with shadow stacks",
        "its threads could not be led back from the system calls they make for the patch",
        "start it without (GLIBC_TUNABLES=glibc.cpu.x86_shstk=off)");

    public static Diagnostic Stripped(Target target, string what) => Refuse(
        "HF4209",
        $"{target} runs a program that was stripped of its {what} (-ldflags=-s or -w, or strip)",
        "where its variables and types are, and whether structs and parameters are still the same, cannot be told without",
        "build the program without that and start what was built; go run strips what it runs");

    public static Diagnostic ExecutedAnother(Target target) => Refuse(
        "HF4210",
        $"{target} has executed another program, or itself again, since it was looked at",
        "what was found out is about the program before, and only the process id is the same",
        "run hotfix again: it looks at what runs now");

    private static Diagnostic Refuse(string id, string what, string why, string remedy) => new(id, Severity.Refusal, what, why, remedy);
}
