using Hotfixing.DotNet.Protocol;
using Hotfixing.DotNet.Stage;

namespace Hotfixing.DotNet.Switch;

/// <summary>The four things a tool asks of a target's agent. Each opens a connection of its own, so that operators take turns.</summary>
/// <param name="target">The process.</param>
/// <param name="patience">How long it, or another tool, may take; null means <see cref="AgentConnection.Patience"/>.</param>
internal sealed class AgentSession(Target target, TimeSpan? patience = null)
{
    /// <summary>Loads the agent and asks how these modules are loaded.</summary>
    public HandshakeRecord Handshake(IReadOnlyList<Guid> mvids)
    {
        using var connection = Open();
        return Handshake(connection, mvids);
    }

    /// <summary>The patches in effect. A target that never had an agent is not touched.</summary>
    public IReadOnlyList<PatchRecord> List()
    {
        if (LoadedAgent.Find(target) is null)
        {
            return [];
        }

        using var connection = Open();
        return connection.Send(AgentCommand.List, _ => { }, PatchRecord.ReadList);
    }

    /// <summary>Applies a patch: all of it or nothing.</summary>
    /// <exception cref="RefusedException">The target refuses; nothing was changed.</exception>
    /// <exception cref="ApplyFailedException">It failed.</exception>
    public PatchRecord Apply(PatchMessage message, IProgress<string>? progress, CancellationToken cancellation)
    {
        using var connection = Open();
        if (connection.AgentVersion != AgentProtocol.Version)
        {
            throw new RefusedException([StageDiagnostics.OtherVersion(target, connection.AgentVersion)]);
        }

        progress?.Report("asking the agent");
        var handshake = Handshake(connection, [.. message.Modules.Select(m => m.Mvid)]);
        Check(message, handshake);
        cancellation.ThrowIfCancellationRequested();
        if (!handshake.IsAttached)
        {
            progress?.Report("attaching");
            connection.AttachProfiler();
        }

        cancellation.ThrowIfCancellationRequested();
        progress?.Report("applying");
        return connection.Send(AgentCommand.Apply, message.Write, PatchRecord.Read);
    }

    /// <summary>Takes back the patch and every later one; null means the latest.</summary>
    /// <exception cref="RefusedException">No such patch is applied.</exception>
    public RevertRecord Revert(int? id)
    {
        if (LoadedAgent.Find(target) is null)
        {
            throw new RefusedException([StageDiagnostics.NoSuchPatch("no patch was ever applied to this process")]);
        }

        using var connection = Open();
        return connection.Send(AgentCommand.Revert, w => w.Write(id ?? 0), RevertRecord.Read);
    }

    private AgentConnection Open() => AgentConnection.Open(target, patience);

    private static HandshakeRecord Handshake(AgentConnection connection, IReadOnlyList<Guid> mvids) => connection.Send(
        AgentCommand.Handshake,
        w =>
        {
            w.Write(mvids.Count);
            foreach (var mvid in mvids)
            {
                w.Write(mvid.ToByteArray());
            }
        },
        HandshakeRecord.Read);

    private static void Check(PatchMessage message, HandshakeRecord handshake)
    {
        for (var i = 0; i < message.Modules.Length; i++)
        {
            if (handshake.Modules[i].Copies == 0)
            {
                throw new RefusedException([StageDiagnostics.ModuleNotLoaded(message.Modules[i].Name)]);
            }

            if (handshake.Modules[i].Collectible > 0)
            {
                throw new RefusedException([StageDiagnostics.ModuleCollectible(message.Modules[i].Name)]);
            }
        }
    }
}
