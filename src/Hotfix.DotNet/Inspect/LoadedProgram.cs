using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;

using Hotfixing.Linux;

namespace Hotfixing.DotNet.Inspect;

/// <summary>What a .NET process runs, read from outside. Nothing happens to the process.</summary>
internal sealed class LoadedProgram
{
    /// <summary>What stands for a version that cannot be told.</summary>
    public const string UnknownVersion = "unknown";

    /// <summary>The oldest runtime that can be patched, by the first part of its version.</summary>
    public const int OldestRuntime = 8;

    private const string RuntimeLibrary = "libcoreclr.so";
    private const string CoreLibrary = "System.Private.CoreLib.dll";

    private readonly LoadedModules _modules;

    private LoadedProgram(LoadedModules modules) => _modules = modules;

    /// <summary>The process.</summary>
    public required Target Target { get; init; }

    /// <summary>In which form it has the runtime.</summary>
    public required RuntimeKind Kind { get; init; }

    /// <summary>The runtime's version, or <see cref="UnknownVersion"/>.</summary>
    public required string Version { get; init; }

    /// <summary>The first part of the version; null when it cannot be told.</summary>
    public int? MajorVersion => int.TryParse(Version.Split('.')[0], out var major) ? major : null;

    /// <summary>The folder the runtime was loaded from, as the target sees it; null when it has none of its own.</summary>
    public required string? RuntimeDirectory { get; init; }

    /// <summary>The program's main file, as the target sees it: its assembly where that is a file of its own.</summary>
    public required string MainFile { get; init; }

    /// <summary>Whether it runs on the musl C library.</summary>
    public required bool IsMusl { get; init; }

    /// <summary>The program's own file; null when it cannot be read.</summary>
    public required ElfProgram? Executable { get; init; }

    /// <summary>The files inside the program's file; null when it is no single file, or they cannot be told.</summary>
    public required SingleFileBundle? Bundle { get; init; }

    /// <summary>The assemblies it has loaded, the runtime's own among them.</summary>
    public IReadOnlyList<LoadedModule> Modules => field ??=
        [.. _modules.FromFiles(), .. _modules.FromBundle(), .. _modules.FromMemory()];

    /// <summary>Whether its framework is one that is installed for all programs; else the program brings its own.</summary>
    public bool HasSharedFramework => RuntimeDirectory is { } directory
        && File.Exists(TargetFiles.FromHere(Target, Path.Combine(directory, "Microsoft.NETCore.App.deps.json")));

    /// <summary>Whether it may have loaded assemblies that cannot be told from here.</summary>
    public bool HidesModules => _modules.AreHidden;

    /// <summary>Reads it.</summary>
    /// <exception cref="RefusedException">It is no .NET program, or one whose assemblies cannot be read.</exception>
    /// <exception cref="HotfixException">The process has ended, or access is denied.</exception>
    public static LoadedProgram Read(Target target)
    {
        var program = TryRead(target)
            ?? throw Refused(TargetDiagnostics.NotRecognized(target, ProcessStatus.TryRead(target.ProcessId)?.Name ?? "?"));
        return program.Kind switch
        {
            RuntimeKind.SingleFile => throw Refused(InspectDiagnostics.SingleFile(target, program.MainFile)),
            RuntimeKind.NativeAot => throw Refused(InspectDiagnostics.NativeAot(target, program.MainFile)),
            _ when program.MajorVersion is not >= OldestRuntime => throw Refused(InspectDiagnostics.RuntimeTooOld(target, program.Version)),
            _ => program,
        };
    }

    /// <summary>Reads it; null when it is no .NET program, or none yet.</summary>
    /// <exception cref="HotfixException">The process has ended, or access is denied.</exception>
    public static LoadedProgram? TryRead(Target target)
    {
        var mappings = MemoryMaps.Read(target);
        var executable = ElfProgram.TryRead(TargetFiles.Executable(target));
        var command = ProcessCommand.Read(target);
        var bundle = executable is null ? null : TryReadBundle(target, executable);
        var modules = new LoadedModules(target, mappings, bundle, command.Executable, TargetMemory.IsReadable(target));
        var files = modules.FromFiles();
        var runtime = mappings.FirstOrDefault(m => m.IsFile && Path.GetFileName(m.Path) == RuntimeLibrary)?.Path;
        if (KindOf(runtime, executable, bundle, command, mappings, files) is not { } kind)
        {
            return null;
        }

        var directory = Path.GetDirectoryName(runtime);
        return new LoadedProgram(modules)
        {
            Target = target,
            Kind = kind,
            Version = VersionOf(target, directory, files, bundle),
            RuntimeDirectory = directory,
            MainFile = MainFileOf(command, files),
            IsMusl = mappings.Any(m => Path.GetFileName(m.Path).StartsWith("ld-musl", StringComparison.Ordinal)),
            Executable = executable,
            Bundle = bundle,
        };
    }

    /// <summary>All loaded assemblies with this file name; the same file can be loaded from two paths.</summary>
    /// <param name="simpleName">The name without folder and extension.</param>
    public IReadOnlyList<LoadedModule> FindModules(string simpleName) =>
        [.. Modules.Where(m => Path.GetFileNameWithoutExtension(m.FileName) == simpleName)];

    private static RuntimeKind? KindOf(
        string? runtime,
        ElfProgram? executable,
        SingleFileBundle? bundle,
        ProcessCommand command,
        IReadOnlyList<MemoryMapping> mappings,
        IReadOnlyList<LoadedModule> files)
    {
        // Assemblies inside a program's file are mapped from it as data, shared; the program itself is mapped privately.
        var isUnreadable = bundle is null && mappings.Any(m => m.IsShared && m.IsFile && m.Path == command.Executable);
        // A single file that extracts itself leaves even the runtime's assemblies as files.
        var isReadable = bundle is not null || files.Any(m => m.FileName == CoreLibrary);
        return runtime is not null ? isUnreadable ? RuntimeKind.SingleFile : RuntimeKind.CoreClr
            : executable is { HasRuntimeInside: true } ? isReadable ? RuntimeKind.CoreClr : RuntimeKind.SingleFile
            : executable is { IsNativeAot: true } ? RuntimeKind.NativeAot : null;
    }

    /// <summary>A list of contents that cannot be read is as good as none: nothing of the program can be told.</summary>
    private static SingleFileBundle? TryReadBundle(Target target, ElfProgram executable)
    {
        try
        {
            return SingleFileBundle.Read(TargetFiles.Executable(target), executable);
        }
        catch (InvalidBinaryException)
        {
            return null;
        }
    }

    private static string MainFileOf(ProcessCommand command, IReadOnlyList<LoadedModule> files)
    {
        var executable = command.Executable ?? (command.Arguments is [var first, ..] ? first : "?");
        var named = Path.GetFileName(executable) == "dotnet"
            ? command.Arguments.Skip(1).FirstOrDefault(a => Path.GetExtension(a) is ".dll" or ".exe")
            : executable + ".dll";
        var candidates = files.Where(m => m.FileName == Path.GetFileName(named)).ToList();
        var loaded = candidates.FirstOrDefault(m => m.Path.EndsWith(named!.TrimStart('.'), StringComparison.Ordinal))
            ?? candidates.FirstOrDefault();
        return loaded?.Path ?? executable;
    }

    private static string VersionOf(Target target, string? directory, IReadOnlyList<LoadedModule> files, SingleFileBundle? bundle)
    {
        // A shared runtime lies in a folder named after its version; a program's own lies among the program's files, or in its file.
        var name = Path.GetFileName(directory);
        if (name is not null && System.Version.TryParse(name.Split('-')[0], out _))
        {
            return name;
        }

        try
        {
            using var image = files.FirstOrDefault(m => m.FileName == CoreLibrary) is { } core
                ? new PEReader(File.OpenRead(TargetFiles.FromHere(target, core.Path)))
                : bundle?.Assemblies.FirstOrDefault(e => e.FileName == CoreLibrary) is { } entry
                    ? new PEReader(ImmutableCollectionsMarshal.AsImmutableArray(bundle.ReadEntry(entry))) : null;
            return image is null ? UnknownVersion : AssemblyVersions.InformationalVersionOf(image.GetMetadataReader()) ?? UnknownVersion;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or BadImageFormatException or InvalidBinaryException)
        {
            return UnknownVersion;
        }
    }

    private static RefusedException Refused(Diagnostic diagnostic) => new([diagnostic]);
}
