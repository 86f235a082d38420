using Hotfixing.Linux;

namespace Hotfixing.Go.Inspect;

/// <summary>Says whether a process can be traced from here, and if not, the one thing to change.</summary>
internal static class TracingCheck
{
    /// <summary>Judges the conditions; null when nothing is in the way.</summary>
    /// <param name="target">The process.</param>
    /// <param name="conditions">What was found out.</param>
    /// <param name="tracerName">The name of the process that traces it, if one does.</param>
    public static Diagnostic? Judge(Target target, TracingConditions conditions, string tracerName) => conditions switch
    {
        { Tracer: not 0 } => InspectDiagnostics.TracedByAnother(target, conditions.Tracer, tracerName),
        { IsFiltered: true } => InspectDiagnostics.ForbiddenBySeccomp(target),
        { IsPermitted: false, YamaScope: > 0, HasCapability: false } => InspectDiagnostics.ForbiddenByYama(target, conditions.YamaScope),
        { IsPermitted: false, YamaScope: >= 3 } => InspectDiagnostics.ForbiddenByYama(target, conditions.YamaScope),
        { IsPermitted: false } => InspectDiagnostics.CapabilityMissing(target),
        { IsSuspended: true } => InspectDiagnostics.Suspended(target),
        { HasShadowStack: true } => InspectDiagnostics.ShadowStack(target),
        _ => null,
    };

    /// <summary>Finds out and judges.</summary>
    /// <exception cref="TargetExitedException">The process has ended.</exception>
    public static Diagnostic? Of(Target target)
    {
        var conditions = TracingConditions.Of(target);
        return Judge(target, conditions, conditions.Tracer == 0 ? "" : ProcessStatus.TryRead(conditions.Tracer)?.Name ?? "unknown");
    }
}
