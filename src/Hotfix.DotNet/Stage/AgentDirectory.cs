using System.Text.RegularExpressions;

using Hotfixing.DotNet.Protocol;
using Hotfixing.Linux;

namespace Hotfixing.DotNet.Stage;

/// <summary>
/// The private directory in the target's temporary folder through which tool and agent talk. Its name is the target's identity
/// and the protocol's version, so that every tool finds it again and no other process's can be mistaken for it.
/// </summary>
internal sealed partial class AgentDirectory : IDisposable
{
    private const string LockFile = "lock";
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(90);

    private readonly Target target;
    private readonly PrivateDirectory directory;

    private AgentDirectory(Target target, PrivateDirectory directory, string path, ushort version)
    {
        this.target = target;
        this.directory = directory;
        Path = path;
        Version = version;
    }

    /// <summary>Its path as the target sees it.</summary>
    public string Path { get; }

    /// <summary>The protocol version of the agent in it.</summary>
    public ushort Version { get; }

    /// <summary>Whether an agent of any version has been loaded into the target. Looks at the target's mappings only.</summary>
    public static bool IsAgentLoaded(Target target) => FindLoaded(target) is not null;

    /// <summary>Opens the directory of the agent that is in the target already, or makes one and puts the agent there.</summary>
    /// <exception cref="RefusedException">The temporary folder cannot be used.</exception>
    public static AgentDirectory Open(Target target)
    {
        var loaded = FindLoaded(target);
        var path = loaded?.Directory
            ?? $"{TemporaryFolder(target)}/hotfix-{target.ProcessId}-{target.StartTime}-v{AgentProtocol.Version}";
        try
        {
            using var parent = DirectoryHandle.OpenAsSeenBy(target.ProcessId, System.IO.Path.GetDirectoryName(path)!);
            var owner = FileStatus.Of($"/proc/{target.ProcessId}");
            var directory = PrivateDirectory.OpenOrCreate(parent, System.IO.Path.GetFileName(path), owner);
            return new AgentDirectory(target, directory, path, loaded?.Version ?? AgentProtocol.Version);
        }
        catch (UntrustedDirectoryException e)
        {
            throw new RefusedException([StageDiagnostics.UntrustedDirectory(path, e.Reason)]);
        }
        catch (SystemCallException e)
        {
            throw Refusal(target, e, path);
        }
    }

    /// <summary>Waits until no other tool works on the target.</summary>
    /// <returns>The lock; disposing it, or the end of this process, releases it.</returns>
    public IDisposable Lock()
    {
        var deadline = DateTime.UtcNow + LongestWait;
        while (true)
        {
            if (Do(d => d.TryLock(LockFile)) is { } held)
            {
                return held;
            }

            if (DateTime.UtcNow > deadline)
            {
                throw new RefusedException([StageDiagnostics.Busy(target)]);
            }

            Thread.Sleep(20);
        }
    }

    /// <summary>Puts the agent there, unless the target has loaded it from there; removes what a killed tool left.</summary>
    public void Prepare()
    {
        var isLoaded = IsAgentLoaded(target);
        var present = Do(d => d.Names);
        foreach (var name in present)
        {
            if (name != LockFile && !AgentFiles.Names.Contains(name))
            {
                directory.DeleteFile(name);
            }
        }

        foreach (var name in AgentFiles.Names)
        {
            if (!isLoaded || !present.Contains(name))
            {
                Write(name, AgentFiles.Read(name));
            }
        }
    }

    /// <summary>Writes a file as a whole.</summary>
    public void Write(string name, ReadOnlySpan<byte> contents)
    {
        try
        {
            directory.WriteFile(name, contents);
        }
        catch (SystemCallException e)
        {
            throw Refusal(target, e, Path);
        }
    }

    /// <summary>Reads a file; null when there is none.</summary>
    public byte[]? TryRead(string name) => Do(d => d.TryReadFile(name, AgentProtocol.MaximumMessage));

    /// <summary>Deletes a file, and says whether it was there.</summary>
    public bool Delete(string name) => directory.DeleteFile(name);

    /// <inheritdoc/>
    public void Dispose() => directory.Dispose();

    private static (string Directory, ushort Version)? FindLoaded(Target target)
    {
        foreach (var file in MemoryMaps.Files(target))
        {
            var match = LoadedAgent().Match(file);

            // The start time tells our directory from one a parent process had; the id may be another in another namespace.
            if (match.Success && long.Parse(match.Groups["start"].ValueSpan) == target.StartTime)
            {
                return (match.Groups["directory"].Value, ushort.Parse(match.Groups["version"].ValueSpan));
            }
        }

        return null;
    }

    private static string TemporaryFolder(Target target)
    {
        // As Path.GetTempPath does inside the target.
        var folder = ProcessEnvironment.Read(target).GetValueOrDefault("TMPDIR");
        return string.IsNullOrEmpty(folder) ? "/tmp" : folder.TrimEnd('/');
    }

    private T Do<T>(Func<PrivateDirectory, T> action)
    {
        try
        {
            return action(directory);
        }
        catch (UntrustedDirectoryException e)
        {
            throw new RefusedException([StageDiagnostics.UntrustedDirectory(Path, e.Reason)]);
        }
        catch (SystemCallException e)
        {
            throw Refusal(target, e, Path);
        }
    }

    private static HotfixException Refusal(Target target, SystemCallException exception, string path) =>
        !ProcessStatus.IsRunning(target) ? new TargetExitedException(target, exception)
        : new RefusedException(
        [
            exception.IsDiskFull ? StageDiagnostics.TemporaryFolderFull(path)
            : exception.IsNotDirectory ? StageDiagnostics.UntrustedDirectory(path, "a symbolic link or file stands in its place")
            : StageDiagnostics.TemporaryFolderNotWritable(path, exception.Message),
        ]);

    [GeneratedRegex(@"^(?<directory>.*/hotfix-\d+-(?<start>\d{1,18})-v(?<version>\d{1,4}))/Hotfix\.DotNet\.Agent\.dll$")]
    private static partial Regex LoadedAgent();
}
