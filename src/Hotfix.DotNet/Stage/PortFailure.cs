using System.Net.Sockets;

using Hotfixing.Linux;

namespace Hotfixing.DotNet.Stage;

/// <summary>Says what a failed call of a target's diagnostics port means, when it is certain that the call changed nothing.</summary>
internal sealed class PortFailure(Target target, TimeSpan patience)
{
    private static readonly TimeSpan LongestEnding = TimeSpan.FromSeconds(2);

    /// <summary>The exception to throw for it.</summary>
    /// <param name="failure">What the call ended with.</param>
    /// <param name="diagnostic">The refusal for what has no other name, given the reason.</param>
    public HotfixException Explain(Exception failure, Func<string, Diagnostic> diagnostic) => failure switch
    {
        _ when HasEnded(failure) => new TargetExitedException(target, failure),
        DiagnosticPortException { IsProfilerActive: true } =>
            Refused(StageDiagnostics.ProfilerSlotTaken(target, ProfilerOccupant.Describe(target))),
        DiagnosticPortException { IsUnknownCommand: true } => Refused(StageDiagnostics.RuntimeTooOld(target)),
        _ when IsTimeout(failure) =>
            new ApplyFailedException($"{target} did not answer within {patience.TotalSeconds:f0} seconds", TargetState.Unchanged, failure),
        SocketException { SocketErrorCode: SocketError.AccessDenied } or SystemCallException { IsAccessDenied: true } =>
            new AccessDeniedException($"{target} belongs to another user: its diagnostics port does not answer us", failure),
        SocketException or SystemCallException { IsNotFound: true } => Refused(StageDiagnostics.DiagnosticsOff(target)),
        _ => Refused(diagnostic(failure.Message)),
    };

    /// <summary>Whether the runtime did not answer in time.</summary>
    public static bool IsTimeout(Exception failure) =>
        failure is SocketException { SocketErrorCode: SocketError.TimedOut or SocketError.WouldBlock };

    /// <summary>The refusal with this one reason.</summary>
    public static RefusedException Refused(Diagnostic diagnostic) => new([diagnostic]);

    /// <summary>A process that is being ended closes its sockets some time before it is gone.</summary>
    private bool HasEnded(Exception failure)
    {
        var mayBeEnding = failure is EndOfStreamException
            or SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.ConnectionRefused or SocketError.Shutdown };
        return mayBeEnding
            ? SpinWait.SpinUntil(() => !ProcessStatus.IsRunning(target), LongestEnding)
            : !ProcessStatus.IsRunning(target);
    }
}
