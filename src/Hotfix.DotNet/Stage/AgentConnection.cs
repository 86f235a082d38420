using System.Net.Sockets;

using Hotfixing.DotNet.Protocol;
using Hotfixing.Linux;

using Microsoft.Diagnostics.NETCore.Client;

namespace Hotfixing.DotNet.Stage;

/// <summary>
/// A conversation with the agent in a target. While it is open, no other tool can have one with the same target. Opening it puts the
/// agent's files beside the target; the agent is loaded with the first request.
/// </summary>
internal sealed class AgentConnection : IDisposable
{
    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan AttachTimeout = TimeSpan.FromSeconds(10);

    private readonly Target target;
    private readonly AgentDirectory directory;
    private readonly IDisposable turn;
    private readonly DiagnosticsClient client;

    private AgentConnection(Target target, AgentDirectory directory, IDisposable turn)
    {
        this.target = target;
        this.directory = directory;
        this.turn = turn;
        client = new DiagnosticsClient(target.ProcessId);
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
                cancellation => client.ApplyStartupHookAsync($"{directory.Path}/{AgentProtocol.AgentFile}", cancellation),
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
        cancellation => Task.Run(
            () => client.AttachProfiler(
                AttachTimeout, AgentFiles.ProfilerClassId, $"{directory.Path}/{AgentProtocol.ProfilerFile}", []),
            cancellation),
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
    private void WaitForEarlierCalls() => Call(
        cancellation => Task.Run(client.GetProcessEnvironment, cancellation), reason => StageDiagnostics.PortFailed(target, reason));

    private void Call(Func<CancellationToken, Task> call, Func<string, Diagnostic> failure)
    {
        using var cancellation = new CancellationTokenSource();
        try
        {
            var task = call(cancellation.Token);
            if (!task.Wait(LongestCall))
            {
                cancellation.Cancel();
                throw NoAnswer();
            }
        }
        catch (AggregateException e)
        {
            throw Translate(e.InnerException!, failure);
        }
    }

    private Exception Translate(Exception exception, Func<string, Diagnostic> failure)
    {
        if (!ProcessStatus.IsRunning(target))
        {
            return new TargetExitedException(target, exception);
        }

        return exception switch
        {
            ProfilerAlreadyActiveException => Refused(StageDiagnostics.ProfilerSlotTaken(target, ProfilerOccupant.Describe(target))),
            UnsupportedCommandException => Refused(StageDiagnostics.RuntimeTooOld(target)),
            ServerNotAvailableException { InnerException: SocketException { SocketErrorCode: SocketError.AccessDenied } }
                or SocketException { SocketErrorCode: SocketError.AccessDenied }
                or UnauthorizedAccessException =>
                new AccessDeniedException($"{target} belongs to another user: its diagnostics port does not answer us", exception),
            ServerNotAvailableException => Refused(StageDiagnostics.DiagnosticsOff(target)),
            _ => Refused(failure(exception.Message)),
        };
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
