namespace Hotfixing;

/// <summary>
/// One running process. The process id alone does not name it, since ids are reused; together with the start time it does.
/// </summary>
/// <param name="ProcessId">The process id as seen from here.</param>
/// <param name="StartTime">When the process started, in clock ticks since boot (proc(5), /proc/PID/stat field 22).</param>
public readonly record struct Target(int ProcessId, long StartTime)
{
    /// <summary>The process id, as a person types it.</summary>
    public override string ToString() => $"process {ProcessId}";
}
