using Hotfixing.DotNet.Protocol;
using Hotfixing.Linux;

namespace Hotfixing.DotNet.Stage;

/// <summary>
/// The private directory in the target's temporary folder through which tool and agent talk. Its name is the target's identity
/// and the protocol's version, so that every tool finds it again and no other process's can be mistaken for it.
/// </summary>
internal sealed class AgentDirectory : IDisposable
{
    private const int FilesNeeded = 16;

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

    /// <summary>Opens the directory of the agent that is in the target already, or makes one.</summary>
    /// <exception cref="RefusedException">The temporary folder cannot be used.</exception>
    public static AgentDirectory Open(Target target)
    {
        var loaded = LoadedAgent.Find(target);
        var path = loaded?.Directory
            ?? $"{TemporaryFolder(target)}/hotfix-{target.ProcessId}-{target.StartTime}-v{AgentProtocol.Version}";
        try
        {
            // Not the owner of /proc/PID: that is root when the process may not be dumped.
            var owner = ProcessIdentity.Read(target);
            using var parent = DirectoryHandle.OpenAsSeenBy(target.ProcessId, System.IO.Path.GetDirectoryName(path)!);
            if (!parent.Status.LetsCreate(owner))
            {
                throw new RefusedException([StageDiagnostics.TemporaryFolderNotWritable(path, "its user may not write there")]);
            }

            if (loaded is null)
            {
                Leftovers.Remove(parent, owner.User);
            }

            var directory = PrivateDirectory.OpenOrCreate(parent, System.IO.Path.GetFileName(path), owner.User);
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
    /// <param name="patience">How long to wait.</param>
    /// <returns>The lock; disposing it, or the end of this process, releases it.</returns>
    public IDisposable Lock(TimeSpan patience)
    {
        var deadline = DateTime.UtcNow + patience;
        while (true)
        {
            if (Do(d => d.TryLock(AgentFiles.LockFile)) is { } held)
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

    /// <summary>
    /// Puts the agent there, and removes what a killed tool left. The runtime ends the whole process when it cannot load a startup
    /// hook, so whatever could hinder it is refused here. No earlier request may still be on its way to the target.
    /// </summary>
    public void Prepare()
    {
        var loaded = LoadedAgent.Find(target);
        var present = Do(d => d.Names);
        foreach (var name in present)
        {
            if (!AgentFiles.MayStay(name))
            {
                directory.DeleteFile(name);
            }
        }

        if (LoadedAgent.FindStranger(target) is { } stranger)
        {
            throw new RefusedException([StageDiagnostics.AgentNotLoadable(target, $"{stranger} is loaded, and takes its name")]);
        }

        if (OpenFiles.Left(target) < FilesNeeded)
        {
            throw new RefusedException([StageDiagnostics.AgentNotLoadable(target, "the process has hardly any file descriptor left")]);
        }

        if (loaded is null)
        {
            if (Leftovers.Mark is { } mark)
            {
                Write(AgentFiles.MarkFile, mark);
            }

            Write(AgentProtocol.AgentFile, AgentFiles.Read(AgentProtocol.AgentFile));
            Write(AgentProtocol.ProfilerFile, AgentFiles.Read(AgentProtocol.ProfilerFile));
        }
        else
        {
            Restore(loaded, present);
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

    /// <summary>Somebody may have cleaned the temporary folder. The runtime only finds the very image again that it has loaded.</summary>
    private void Restore(LoadedAgent loaded, IReadOnlyList<string> present)
    {
        if (loaded.Mapping.IsDeleted || !present.Contains(AgentProtocol.AgentFile))
        {
            Write(
                AgentProtocol.AgentFile,
                TargetMemory.TryRead(target, loaded.Mapping.Start, (int)loaded.Mapping.Length)
                    ?? throw new RefusedException([StageDiagnostics.AgentNotLoadable(target, $"its file in {Path} was deleted")]));
        }

        if (!present.Contains(AgentProtocol.ProfilerFile))
        {
            Write(AgentProtocol.ProfilerFile, AgentFiles.Read(AgentProtocol.ProfilerFile));
        }
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
}
