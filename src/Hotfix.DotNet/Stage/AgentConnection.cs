using System.Net.Sockets;

using Hotfixing.DotNet.Protocol;
using Hotfixing.Linux;

namespace Hotfixing.DotNet.Stage;

/// <summary>
/// A conversation with the agent in a target. While it is open, no other tool can have one with the same target. Opening it puts the
/// agent's files beside the target; the agent is loaded with the first request.
/// </summary>
internal sealed class AgentConnection : IDisposable
{
    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan AttachTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestEnding = TimeSpan.FromSeconds(2);

    private readonly Target target;
    private readonly AgentDirectory directory;
    private readonly IDisposable turn;
    private readonly DiagnosticPort port;

    private AgentConnection(Target target, AgentDirectory directory, IDisposable turn)
    {
        this.target = target;
        this.directory = directory;
        this.turn = turn;
        port = new DiagnosticPort(target);
    }

    /// <summary>The protocol version of the agent.</summary>
    public ushort AgentVersion => directory.Version;

    /// <summary>Opens the connection.</summary>
    /// <exception cref="HotfixException">The target is gone, or refuses.</exception>
    public static AgentConnection Open(Target target)
    {
        if (!ProcessStatus.IsRunning(target))
        {
            throw new TargetExitedException(target);
        }

        while (true)
        {
            var directory = AgentDirectory.Open(target);
            IDisposable? turn = null;
            try
            {
                turn = directory.Lock();
                var connection = new AgentConnection(target, directory, turn);
                connection.WaitForEarlierCalls();
                if (LoadedAgent.Find(target) is not { } loaded || loaded.Directory == directory.Path)
                {
                    directory.Prepare();
                    return connection;
                }

                // Meanwhile a tool of another version has loaded its agent: use that one's directory.
                connection.Dispose();
            }
            catch
            {
                turn?.Dispose();
                directory.Dispose();
                throw;
            }
        }
    }

    /// <summary>Sends a request and waits for its answer.</summary>
    /// <returns>The answer, after its header.</returns>
    /// <exception cref="RefusedException">The target or its agent refuses; nothing was changed.</exception>
    /// <exception cref="ApplyFailedException">The agent failed; it says what it left.</exception>
    public BinaryReader Send(AgentCommand command, Action<BinaryWriter> writePayload)
    {
        var responseFile = $"response-{Guid.NewGuid():N}";
        using var message = new MemoryStream();
        using (var writer = new BinaryWriter(message, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            new RequestHeader { Version = AgentProtocol.Version, Command = command, ResponseFile = responseFile }.Write(writer);
            writePayload(writer);
        }

        directory.Write(AgentProtocol.RequestFile, message.GetBuffer().AsSpan(0, (int)message.Length));
        try
        {
            Call(
                () => port.ApplyStartupHook($"{directory.Path}/{AgentProtocol.AgentFile}"),
                reason => StageDiagnostics.AgentNotLoadable(target, reason));
            return ReadResponse(responseFile);
        }
        finally
        {
            directory.Delete(AgentProtocol.RequestFile);
        }
    }

    /// <summary>Has the runtime attach the profiling library. It stays until the target ends, and does nothing by itself.</summary>
    /// <exception cref="RefusedException">The runtime does not take it.</exception>
    public void AttachProfiler() => Call(
        () => port.AttachProfiler(AttachTimeout, AgentFiles.ProfilerClassId, $"{directory.Path}/{AgentProtocol.ProfilerFile}"),
        reason => StageDiagnostics.AttachFailed(target, reason));

    /// <inheritdoc/>
    public void Dispose()
    {
        turn.Dispose();
        directory.Dispose();
    }

    /// <summary>
    /// Any harmless call: the runtime takes one after the other, so what a killed tool asked for is done when this is answered.
    /// </summary>
    private void WaitForEarlierCalls() => Call(port.Ping, reason => StageDiagnostics.PortFailed(target, reason));

    private void Call(Action call, Func<string, Diagnostic> failure)
    {
        try
        {
            call();
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            throw Translate(e, failure);
        }
    }

    private HotfixException Translate(Exception exception, Func<string, Diagnostic> failure) => exception switch
    {
        _ when HasEnded(exception) => new TargetExitedException(target, exception),
        DiagnosticPortException { IsProfilerActive: true } =>
            Refused(StageDiagnostics.ProfilerSlotTaken(target, ProfilerOccupant.Describe(target))),
        DiagnosticPortException { IsUnknownCommand: true } => Refused(StageDiagnostics.RuntimeTooOld(target)),
        SocketException { SocketErrorCode: SocketError.TimedOut or SocketError.WouldBlock } => NoAnswer(),
        SocketException { SocketErrorCode: SocketError.AccessDenied } or SystemCallException { IsAccessDenied: true } =>
            new AccessDeniedException($"{target} belongs to another user: its diagnostics port does not answer us", exception),
        SocketException or SystemCallException { IsNotFound: true } => Refused(StageDiagnostics.DiagnosticsOff(target)),
        _ => Refused(failure(exception.Message)),
    };

    /// <summary>A process that is being ended closes its sockets some time before it is gone.</summary>
    private bool HasEnded(Exception exception)
    {
        var mayBeEnding = exception is EndOfStreamException
            or SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.ConnectionRefused or SocketError.Shutdown };
        return mayBeEnding
            ? SpinWait.SpinUntil(() => !ProcessStatus.IsRunning(target), LongestEnding)
            : !ProcessStatus.IsRunning(target);
    }

    private BinaryReader ReadResponse(string file)
    {
        var deadline = DateTime.UtcNow + LongestCall;
        while (true)
        {
            if (directory.TryRead(file) is { } response)
            {
                directory.Delete(file);
                return AgentResponse.Open(target, response);
            }

            // The agent deletes the request when it begins.
            if (directory.Delete(AgentProtocol.RequestFile))
            {
                throw Refused(StageDiagnostics.StartupHooksOff(target));
            }

            if (!ProcessStatus.IsRunning(target))
            {
                throw new TargetExitedException(target);
            }

            if (DateTime.UtcNow > deadline)
            {
                throw NoAnswer();
            }

            Thread.Sleep(10);
        }
    }

    /// <summary>Takes the request back if the agent has not begun: then it is certain that nothing was changed.</summary>
    private ApplyFailedException NoAnswer() => new(
        $"{target} did not answer within {LongestCall.TotalSeconds:f0} seconds",
        directory.Delete(AgentProtocol.RequestFile) ? TargetState.Unchanged : TargetState.Unknown);

    private static RefusedException Refused(Diagnostic diagnostic) => new([diagnostic]);
}
