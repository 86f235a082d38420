using Hotfixing.Linux;

namespace Hotfixing.DotNet.Inspect;

/// <summary>Checks from outside whether a process can be patched from here. Reads only.</summary>
internal static class Examination
{
    /// <summary>What stands in the way; empty when nothing does.</summary>
    /// <exception cref="TargetExitedException">The process has ended.</exception>
    public static IReadOnlyList<Diagnostic> Of(Target target)
    {
        var identity = ProcessIdentity.Read(target);
        if (ProcessIdentity.CurrentUser is not 0 and var user && user != identity.User)
        {
            return [TargetDiagnostics.OtherUser(target)];
        }

        try
        {
            return LoadedProgram.TryRead(target) is { } program
                ? [.. OfProgram(program), .. program.Kind == RuntimeKind.CoreClr ? OfEnvironment(target, identity, program) : []]
                : [TargetDiagnostics.NotRecognized(target, ProcessStatus.TryRead(target.ProcessId)?.Name ?? "?")];
        }
        catch (AccessDeniedException)
        {
            return [TargetDiagnostics.OtherUser(target)];
        }
    }

    private static IEnumerable<Diagnostic> OfProgram(LoadedProgram program)
    {
        if (program.Executable is { IsX64: false } other)
        {
            yield return TargetDiagnostics.OtherArchitecture(program.Target, other.Machine);
        }

        if (program.IsMusl)
        {
            yield return InspectDiagnostics.Musl(program.Target);
        }

        switch (program.Kind)
        {
            case RuntimeKind.SingleFile:
                yield return InspectDiagnostics.SingleFile(program.Target, program.MainFile);
                break;
            case RuntimeKind.NativeAot:
                yield return InspectDiagnostics.NativeAot(program.Target, program.MainFile);
                break;
            case RuntimeKind.CoreClr when program.MajorVersion is not >= LoadedProgram.OldestRuntime:
                yield return InspectDiagnostics.RuntimeTooOld(program.Target, program.Version);
                break;
        }
    }

    private static IEnumerable<Diagnostic> OfEnvironment(Target target, ProcessIdentity identity, LoadedProgram program)
    {
        var environment = ProcessEnvironment.Read(target);
        var socket = DiagnosticSocket.Find(target);
        if ((RuntimeSettings.FindOff(environment, "EnableDiagnostics") ?? RuntimeSettings.FindOff(environment, "EnableDiagnostics_IPC")) is { } off)
        {
            yield return InspectDiagnostics.DiagnosticsOff(target, off);
        }
        else if (socket.CreatedAt is null)
        {
            yield return InspectDiagnostics.DiagnosticsSocketMissing(target, socket.Folder);
        }

        if (RuntimeSettings.FindProfiler(environment) is { } profiler)
        {
            yield return InspectDiagnostics.ProfilerInUse(target, profiler);
        }
        else if (RuntimeSettings.FindOff(environment, "EnableDiagnostics_Profiler") is { } profilerOff)
        {
            yield return InspectDiagnostics.ProfilerAttachOff(target, profilerOff);
        }

        var (configuration, text) = ConfigurationOf(target, program);
        if (text is not null && RuntimeSettings.SwitchesStartupHooksOff(text))
        {
            yield return InspectDiagnostics.StartupHooksOff(target, configuration);
        }
        else
        {
            foreach (var diagnostic in OfFramework(target, program))
            {
                yield return diagnostic;
            }
        }

        if (!CanWrite(TargetFiles.FromHere(target, socket.Folder), identity))
        {
            yield return InspectDiagnostics.TemporaryFolderNotWritable(target, socket.Folder);
        }
    }

    private static IEnumerable<Diagnostic> OfFramework(Target target, LoadedProgram program)
    {
        try
        {
            return AgentNeeds.FindMissing(program) is { } missing ? [InspectDiagnostics.Trimmed(target, missing)] : [];
        }
        catch (RefusedException e)
        {
            return e.Diagnostics;
        }
    }

    /// <summary>Both the target's user and ours must be able to: the mode tells of theirs, the system of ours.</summary>
    private static bool CanWrite(string folder, ProcessIdentity identity) =>
        FileStatus.TryRead(folder) is { } status && status.LetsCreate(identity) && TargetFiles.CanCreateIn(folder);

    private static (string Path, byte[]? Text) ConfigurationOf(Target target, LoadedProgram program)
    {
        if (program.Bundle?.Entries.FirstOrDefault(e => e.Kind == BundleEntryKind.RuntimeConfiguration) is { } inside)
        {
            return (
                Path.Combine(program.MainFile, inside.Path),
                inside.Size <= RuntimeSettings.MaximumConfiguration ? program.Bundle.ReadEntry(inside) : null);
        }

        var path = Path.ChangeExtension(program.MainFile, ".runtimeconfig.json");
        return (path, ReadConfiguration(TargetFiles.FromHere(target, path)));
    }

    private static byte[]? ReadConfiguration(string path)
    {
        try
        {
            return new FileInfo(path).Length <= RuntimeSettings.MaximumConfiguration ? File.ReadAllBytes(path) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
