using System.Runtime.InteropServices;
using Hotfixing.DotNet.Check;
using Hotfixing.DotNet.Compare;
using Hotfixing.DotNet.Link;
using Hotfixing.Linux;

namespace Hotfixing.DotNet.Inspect;

/// <summary>Finds, for each rebuilt assembly of a patch, the build of it that is loaded.</summary>
internal sealed class BuildPairs(LoadedProgram program, List<Diagnostic> diagnostics) : IDisposable
{
    private readonly List<AssemblyImage> _images = [];
    private readonly List<(AssemblyImage Running, AssemblyImage Rebuilt)> _pairs = [];
    private readonly List<AssemblyImage> _notLoaded = [];

    /// <summary>The loaded builds with the rebuilt ones.</summary>
    public IReadOnlyList<(AssemblyImage Running, AssemblyImage Rebuilt)> Pairs => _pairs;

    /// <summary>The loaded builds that the patch has another build of, by assembly name. A self-contained build brings the framework too.</summary>
    public IReadOnlyDictionary<string, AssemblyImage> RunningByName => field ??=
        _pairs.Where(p => p.Running.Mvid != p.Rebuilt.Mvid).ToDictionary(p => p.Running.Name, p => p.Running);

    /// <summary>The simple names of the assemblies the target has loaded or finds when it needs them.</summary>
    public IReadOnlySet<string> Available => field ??= FindAvailable();

    /// <summary>Opens the rebuilt assemblies and finds what each is a new version of.</summary>
    /// <exception cref="InvalidBinaryException">The file named is no assembly.</exception>
    public void Find(string path)
    {
        var files = PatchFiles.Find(path, Path.GetFileName(program.MainFile));
        foreach (var file in files.All)
        {
            if (Open(file, files.AreMany) is { } rebuilt)
            {
                Pair(rebuilt, files.AreMany);
            }
        }

        ReportNotLoaded();
        if (_pairs.Count == 0 && !diagnostics.Exists(d => d.Severity == Severity.Refusal))
        {
            diagnostics.Add(PatchDiagnostics.NothingToCompare(path));
        }
    }

    /// <summary>Every loaded assembly that can refer to one of the patch; what lies with the shared runtime cannot.</summary>
    public IReadOnlyList<AssemblyImage> LoadedAssemblies()
    {
        var runtime = program.RuntimeDirectory;
        var isShared = runtime != Path.GetDirectoryName(program.MainFile);
        var others = program.Modules
            .Where(m => !(isShared && Path.GetDirectoryName(m.Path) == runtime))
            .Where(m => !_pairs.Exists(p => p.Running.Path == m.Path))
            .Select(TryRead).OfType<AssemblyImage>().DistinctBy(i => i.Mvid);
        return [.. _pairs.Select(p => p.Running).DistinctBy(i => i.Mvid), .. others];
    }

    /// <inheritdoc/>
    public void Dispose() => _images.ForEach(i => i.Dispose());

    private void ReportNotLoaded()
    {
        var unloaded = new UnloadedAssemblies(program, new(LoadedAssemblies), _notLoaded);
        var harmless = new List<string>();
        foreach (var rebuilt in _notLoaded)
        {
            if (unloaded.HolderOfOld(rebuilt) is { } holder)
            {
                diagnostics.Add(PatchDiagnostics.CopiedUnloaded(rebuilt.FileName, holder.FileName));
            }
            else
            {
                harmless.Add(rebuilt.FileName);
            }
        }

        diagnostics.AddRange(PatchDiagnostics.NotLoaded(harmless));
    }

    /// <summary>In a folder, libraries that are no assemblies lie among those that are.</summary>
    private AssemblyImage? Open(PatchFile file, bool isOneOfMany)
    {
        try
        {
            return Keep(AssemblyImage.Read(file.Path, ImmutableCollectionsMarshal.AsImmutableArray(file.Read())));
        }
        catch (InvalidBinaryException) when (isOneOfMany && program.FindModules(Path.GetFileNameWithoutExtension(file.Path)).Count == 0)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidBinaryException(file.Path, 0, $"cannot be read: {e.Message}", e);
        }
    }

    private void Pair(AssemblyImage rebuilt, bool isOneOfMany)
    {
        var loaded = program.FindModules(rebuilt.Name);
        if (loaded.Count == 0)
        {
            if (isOneOfMany)
            {
                _notLoaded.Add(rebuilt);
            }
            else
            {
                diagnostics.Add(PatchDiagnostics.NotOfThisProgram(rebuilt.FileName, rebuilt.Name));
            }

            return;
        }

        var running = loaded.Select(m => Keep(AssemblyImage.Read(m.Path, m.ReadImage()))).ToList();
        if (running.DistinctBy(r => r.Mvid).Count() > 1)
        {
            diagnostics.Add(PatchDiagnostics.LoadedTwice(rebuilt.Name));
            return;
        }

        var needed = rebuilt.Reading(() => RuntimeOf(rebuilt));
        if (Version.TryParse(program.Version.Split('-')[0], out var current) && needed > current.Major)
        {
            diagnostics.Add(PatchDiagnostics.NewerRuntime(rebuilt.FileName, $"{needed}", $"{current.Major}"));
        }

        _pairs.Add((running[0], rebuilt));
    }

    /// <summary>The major version of the framework an assembly was built for, as it refers to it; 0 when it does not say.</summary>
    private static int RuntimeOf(AssemblyImage image) => image.Metadata.AssemblyReferences
        .Select(image.Metadata.GetAssemblyReference)
        .Where(r => image.Metadata.GetString(r.Name) is "System.Runtime" or "System.Private.CoreLib")
        .Select(r => r.Version.Major)
        .DefaultIfEmpty(0)
        .Max();

    /// <summary>
    /// Null for a file that is no assembly, such as the native code of several in one, and for one that came after the program had
    /// started, as plug-ins do and our own agent: it was not published together with what is patched.
    /// </summary>
    private AssemblyImage? TryRead(LoadedModule module)
    {
        try
        {
            return Keep(AssemblyImage.Read(module.Path, module.ReadImage()));
        }
        catch (Exception e) when (e is InvalidBinaryException or RefusedException)
        {
            return null;
        }
    }

    private AssemblyImage Keep(AssemblyImage image)
    {
        _images.Add(image);
        return image;
    }

    private HashSet<string> FindAvailable()
    {
        // Next to what is loaded lies what is not loaded yet: the framework's folders and the program's.
        var folders = program.Modules.Select(m => m.Path).Append(program.MainFile)
            .Select(Path.GetDirectoryName).OfType<string>().Distinct()
            .Select(f => TargetFiles.FromHere(program.Target, f))
            .Where(Directory.Exists);
        return
        [
            .. program.Modules.Select(m => Path.GetFileNameWithoutExtension(m.FileName)),
            .. program.Bundle?.Assemblies.Select(e => Path.GetFileNameWithoutExtension(e.FileName)) ?? [],
            .. folders.SelectMany(f => Directory.EnumerateFiles(f, "*.dll")).Select(f => Path.GetFileNameWithoutExtension(f)),
        ];
    }
}
