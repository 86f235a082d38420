using Hotfixing.Linux;

namespace Hotfixing.DotNet.Inspect;

/// <summary>
/// The socket on which a runtime takes diagnostic requests (runtime: src/native/eventpipe/ds-ipc-pal-socket.c, 8 to 10). The runtime
/// makes it when it starts, before it loads any assembly.
/// </summary>
internal sealed record DiagnosticSocket
{
    /// <summary>The folder it is in, as the target sees it.</summary>
    public required string Folder { get; init; }

    /// <summary>Its name there.</summary>
    public required string Name { get; init; }

    /// <summary>When it was made, in the time files are stamped with; null when it is not there.</summary>
    public required DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Looks for it.</summary>
    /// <exception cref="TargetExitedException">The process has ended.</exception>
    /// <exception cref="AccessDeniedException">The process is somebody else's.</exception>
    public static DiagnosticSocket Find(Target target)
    {
        var identity = ProcessIdentity.Read(target);
        var folder = ProcessEnvironment.Read(target).GetValueOrDefault("TMPDIR");
        folder = string.IsNullOrEmpty(folder) ? "/tmp" : folder;

        // The last part is the process's start time, so a socket that an earlier process left under the same id is not taken for ours.
        var name = $"dotnet-diagnostic-{identity.InnerProcessId}-{target.StartTime}-socket";
        return new DiagnosticSocket { Folder = folder, Name = name, CreatedAt = CreationOf(target, identity, Path.Combine(folder, name)) };
    }

    private static DateTimeOffset? CreationOf(Target target, ProcessIdentity identity, string path) =>
        FileStatus.TryRead(TargetFiles.FromHere(target, path)) is { } status && status.User == identity.User ? status.ModifiedAt : null;
}
