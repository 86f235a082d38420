namespace Hotfixing.Go.Stage;

/// <summary>Why a patch is not put into a target. In each case the target is as it was. Documented in docs/diagnostics.md.</summary>
internal static class StageDiagnostics
{
    private const string PlanAgain = "plan again";

    public static Diagnostic OutOfDate(string what) => Refuse(
        "HF4221",
        $"the target is not as it was when the plan was made: {what}",
        "every byte that is written was worked out from what was there",
        PlanAgain);

    public static Diagnostic EntryUnfit(string function, string reason) => Refuse(
        "HF4222",
        $"{function} cannot be redirected: {reason}",
        "its first bytes become a jump to the new version, and nothing may come back to them",
        "leave the function out (--function), or deploy with a restart");

    public static Diagnostic ForeignCode(string function) => Refuse(
        "HF4223",
        $"the first bytes of {function} were changed by another tool: a breakpoint, a probe or another patch",
        "two tools that write to the same bytes undo each other's work",
        "take that tool's change back, and try again");

    public static Diagnostic NoRoom(ulong bytes) => Refuse(
        "HF4224",
        $"there is no room for {bytes} bytes within 2 GiB of the program's code",
        "jumps of five bytes reach no further",
        "deploy with a restart");

    public static Diagnostic NoThread(Target target) => Refuse(
        "HF4225",
        $"no thread of {target} could be borrowed",
        "one of its own threads has to map the patch's memory, and none is in a place it can be led away from and back",
        "try again; a program that runs C code on all of its threads has to be in Go code for a moment");

    public static Diagnostic TableFull(int itabs) => Refuse(
        "HF4226",
        $"the runtime's table of interface implementations has no room for {itabs} more",
        "the program enlarges it itself when it needs to",
        "split the patch, or deploy with a restart");

    public static Diagnostic Busy(Target target) => Refuse(
        "HF4227",
        $"another hotfix is at work on {target}",
        "changes of one process are made one after the other",
        "wait until it is done, or end it");

    public static Diagnostic NoSuchPatch(Target target, PatchId? id) => Refuse(
        "HF4228",
        id is null ? $"no patch is applied to {target}" : $"patch {id} is not applied to {target}",
        "patches are numbered within each process",
        "see the applied patches with: hotfix list");

    public static Diagnostic RecordDamaged(PatchId id) => Refuse(
        "HF4229",
        $"what patch {id} has left in the target about itself is damaged",
        "only there it says which bytes were there before",
        "restart the process");

    public static Diagnostic NotRelocatable(string function) => Refuse(
        "HF4230",
        $"the first instructions of {function} cannot be run elsewhere, which switching several functions as one takes",
        "either all functions of a patch are new or none, even when hotfix is killed half-way",
        "apply it as a patch of its own (--function), or leave it out");

    private static Diagnostic Refuse(string id, string what, string why, string remedy) => new(id, Severity.Refusal, what, why, remedy);
}
