namespace Hotfixing.Go.Inspect;

/// <summary>
/// Where the runtime keeps what in its structures, as the program's debug information says. All of it is asked for at once, so that
/// nothing is missing later. The names are those of Go 1.19 to 1.26 (runtime/runtime2.go, proc.go, iface.go, symtab.go).
/// </summary>
internal sealed class RuntimeLayout
{
    private readonly GoProcess process;

    public RuntimeLayout(GoProcess process)
    {
        this.process = process;
        ThreadId = Offset("runtime.m", "procid");
        NextThread = Offset("runtime.m", "alllink");
        SignalGoroutine = Offset("runtime.m", "gsignal");
        StackStart = Offset("runtime.g", "stack.lo");
        StackEnd = Offset("runtime.g", "stack.hi");
        SavedStackPointer = Offset("runtime.g", "sched.sp");
        SavedCounter = Offset("runtime.g", "sched.pc");
        SystemCallStackPointer = Offset("runtime.g", "syscallsp");
        SystemCallCounter = Offset("runtime.g", "syscallpc");
        Status = Offset("runtime.g", "atomicstatus");
        NextModule = Offset("runtime.moduledata", "next");
        ModuleName = Offset("runtime.moduledata", "modulename");
        Text = Offset("runtime.moduledata", "text");
        TextEnd = Offset("runtime.moduledata", "etext");
        TypesEnd = Offset("runtime.moduledata", "etypes");
        TableSize = Offset("runtime.itabTableType", "size");
        TableCount = Offset("runtime.itabTableType", "count");
        TableEntries = Offset("runtime.itabTableType", "entries");
        LockKey = Offset("runtime.mutex", "key");
        CollectorLock = Offset("runtime.forcegcstate", "lock");
        CollectorGoroutine = Offset("runtime.forcegcstate", "g");
        CollectorIsIdle = Offset("runtime.forcegcstate", "idle");
        SchedulerLock = Offset("runtime.schedt", "lock");
        MonitorWaits = Offset("runtime.schedt", "sysmonwait");
        MonitorNote = Offset("runtime.schedt", "sysmonnote");
        CollectorPercent = Offset("runtime.gcControllerState", "gcPercent");
        LastCollection = Offset("runtime.mstats", "last_gc_nanotime");
        ModuleSize = process.Debug.Structs["runtime.moduledata"].Type.Size ?? throw Missing("runtime.moduledata", "size");

        // Words that are written together have to lie together.
        if (SavedCounter != SavedStackPointer + 8)
        {
            throw new RefusedException([InspectDiagnostics.NotUnderstood(process.Target, "runtime.gobuf has another layout than Go 1.19 to 1.26")]);
        }
    }

    public ulong ThreadId { get; }

    public ulong NextThread { get; }

    public ulong SignalGoroutine { get; }

    public ulong StackStart { get; }

    public ulong StackEnd { get; }

    public ulong SavedStackPointer { get; }

    public ulong SavedCounter { get; }

    public ulong SystemCallStackPointer { get; }

    public ulong SystemCallCounter { get; }

    public ulong Status { get; }

    public ulong NextModule { get; }

    public ulong ModuleName { get; }

    public ulong ModuleSize { get; }

    public ulong Text { get; }

    public ulong TextEnd { get; }

    public ulong TypesEnd { get; }

    public ulong TableSize { get; }

    public ulong TableCount { get; }

    public ulong TableEntries { get; }

    public ulong LockKey { get; }

    public ulong CollectorLock { get; }

    public ulong CollectorGoroutine { get; }

    public ulong CollectorIsIdle { get; }

    public ulong SchedulerLock { get; }

    public ulong MonitorWaits { get; }

    public ulong MonitorNote { get; }

    public ulong CollectorPercent { get; }

    public ulong LastCollection { get; }

    private ulong Offset(string structure, string path) => process.Debug.OffsetOf(structure, path) ?? throw Missing(structure, path);

    private RefusedException Missing(string structure, string path) => new([InspectDiagnostics.NotUnderstood(
        process.Target, $"its debug information does not say where {path} is in {structure}")]);
}
