using Hotfixing.DotNet.Protocol;

namespace Hotfixing.DotNet.Agent;

/// <summary>Answers <see cref="AgentCommand.Handshake"/>: reads only, and loads nothing that is not loaded yet.</summary>
internal static class Handshake
{
    public static HandshakeRecord Answer(BinaryReader request, string directory)
    {
        var mvids = request.ReadAll(r => new Guid(r.ReadExactly(16)));
        var modules = new ModuleRecord[mvids.Length];
        for (var i = 0; i < mvids.Length; i++)
        {
            var copies = LoadedAssemblies.Find(mvids[i]);
            modules[i] = new ModuleRecord
            {
                Mvid = mvids[i],
                Copies = copies.Count,
                Collectible = copies.FindAll(a => a.IsCollectible).Count,
            };
        }

        return new HandshakeRecord
        {
            Protocol = AgentProtocol.Version,
            RuntimeVersion = Environment.Version.ToString(),
            IsAttached = IsAttached(directory),
            Modules = modules,
        };
    }

    private static bool IsAttached(string directory)
    {
        var library = ShimLibrary.PathIn(directory);

        // A tool that was killed may have attached the library before any agent asked for it.
        return File.ReadAllText("/proc/self/maps").Contains(library, StringComparison.Ordinal)
            && ShimLibrary.Load(library).ProfilerInfo != 0;
    }
}
