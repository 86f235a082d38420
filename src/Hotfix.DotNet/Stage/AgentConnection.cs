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
    /// <summary>How long the target, or another tool, may take before it is given up.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan AttachTimeout = TimeSpan.FromSeconds(10);

    /// <summary>How long an agent may still work whose runtime does not speak any more.</summary>
    private static readonly TimeSpan PatienceAfterFailure = TimeSpan.FromSeconds(10);

    private readonly Target target;
    private readonly AgentDirectory directory;
    private readonly IDisposable turn;
    private readonly TimeSpan patience;
    private readonly DiagnosticPort port;
    private readonly PortFailure failures;

    private AgentConnection(Target target, AgentDirectory directory, IDisposable turn, TimeSpan patience)
    {
        this.target = target;
        this.directory = directory;
        this.turn = turn;
        this.patience = patience;
        port = new DiagnosticPort(target, patience);
        failures = new PortFailure(target, patience);
    }

    /// <summary>The protocol version of the agent.</summary>
    public ushort AgentVersion => directory.Version;

    /// <summary>Opens the connection.</summary>
    /// <param name="target">The process.</param>
    /// <param name="patience">How long it, or another tool, may take; null means <see cref="Patience"/>.</param>
    /// <exception cref="HotfixException">The target is gone, or refuses.</exception>
    public static AgentConnection Open(Target target, TimeSpan? patience = null)
    {
        var longest = patience ?? Patience;
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
                turn = directory.Lock(longest);
                var connection = new AgentConnection(target, directory, turn, longest);
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
    /// <param name="command">What is asked for.</param>
    /// <param name="writePayload">Writes what goes with it.</param>
    /// <param name="readAnswer">Reads the answer, after its header.</param>
    /// <exception cref="RefusedException">The target or its agent refuses; nothing was changed.</exception>
    /// <exception cref="ApplyFailedException">The agent failed, or what it did cannot be told; it says what is left.</exception>
    public T Send<T>(AgentCommand command, Action<BinaryWriter> writePayload, Func<BinaryReader, T> readAnswer)
    {
        var responseFile = $"{AgentFiles.ResponsePrefix}{Guid.NewGuid():N}";
        using var message = new MemoryStream();
        using (var writer = new BinaryWriter(message, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            new RequestHeader { Version = AgentProtocol.Version, Command = command, ResponseFile = responseFile }.Write(writer);
            writePayload(writer);
        }

        directory.Write(AgentProtocol.RequestFile, message.GetBuffer().AsSpan(0, (int)message.Length));
        Exception? failure;
        try
        {
            failure = Try(() => port.ApplyStartupHook($"{directory.Path}/{AgentProtocol.AgentFile}"));
        }
        catch
        {
            directory.Delete(AgentProtocol.RequestFile);
            throw;
        }

        if (directory.Delete(AgentProtocol.RequestFile))
        {
            // The agent's first act is to take the request away. It has not begun, and without a request never will.
            throw failure is null
                ? PortFailure.Refused(StageDiagnostics.StartupHooksOff(target))
                : failures.Explain(failure, reason => StageDiagnostics.AgentNotLoadable(target, reason));
        }

        return Read(AwaitResponse(command, responseFile, failure), command, readAnswer);
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

    private void Call(Action call, Func<string, Diagnostic> diagnostic)
    {
        if (Try(call) is { } failure)
        {
            throw failures.Explain(failure, diagnostic);
        }
    }

    private static Exception? Try(Action call)
    {
        try
        {
            call();
            return null;
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return e;
        }
    }

    /// <summary>Waits for the response to a request the agent has begun with.</summary>
    private byte[] AwaitResponse(AgentCommand command, string file, Exception? failure)
    {
        var longest = failure is null ? patience
            : PortFailure.IsTimeout(failure) ? TimeSpan.Zero
            : PatienceAfterFailure < patience ? PatienceAfterFailure : patience;
        var deadline = DateTime.UtcNow + longest;
        while (true)
        {
            try
            {
                if (directory.TryRead(file) is { } response)
                {
                    directory.Delete(file);
                    return response;
                }
            }
            catch (RefusedException e)
            {
                throw new ApplyFailedException($"the response of the agent in {target} cannot be read: {e.Message}", StateAfter(command), e);
            }

            if (!ProcessStatus.IsRunning(target))
            {
                throw new TargetExitedException(target, failure);
            }

            if (DateTime.UtcNow > deadline)
            {
                throw new ApplyFailedException(
                    failure is null
                        ? $"the agent in {target} did not answer within {patience.TotalSeconds:f0} seconds"
                        : $"the agent in {target} had begun, and then: {failure.Message}",
                    StateAfter(command),
                    failure);
            }

            Thread.Sleep(10);
        }
    }

    private T Read<T>(byte[] response, AgentCommand command, Func<BinaryReader, T> readAnswer)
    {
        try
        {
            using var reader = AgentResponse.Open(target, response);
            return readAnswer(reader);
        }
        catch (Exception e) when (e is not HotfixException)
        {
            throw new ApplyFailedException($"the response of the agent in {target} is damaged: {e.Message}", StateAfter(command), e);
        }
    }

    /// <summary>What is certain of the target once the agent has begun and has not said how it ended.</summary>
    private static TargetState StateAfter(AgentCommand command) =>
        command is AgentCommand.Apply or AgentCommand.Revert ? TargetState.Unknown : TargetState.Unchanged;
}
