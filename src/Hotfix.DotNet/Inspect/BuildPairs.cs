using System.Collections.Immutable;
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
    private readonly List<string> _notLoaded = [];

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
        var files = PatchFiles.Find(path);
        var isFolder = Directory.Exists(path);
        foreach (var file in files)
        {
            if (Open(file, isFolder) is { } rebuilt)
            {
                Pair(rebuilt, isFolder);
            }
        }

        diagnostics.AddRange(PatchDiagnostics.NotLoaded(_notLoaded));
        if (_pairs.Count == 0 && !diagnostics.Exists(d => d.Severity == Severity.Refusal))
        {
            diagnostics.Add(PatchDiagnostics.NothingToCompare(path));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _images.ForEach(i => i.Dispose());

    /// <summary>In a folder, libraries that are no assemblies lie among those that are.</summary>
    private AssemblyImage? Open(string file, bool isOneOfMany)
    {
        try
        {
            return Keep(AssemblyImage.Read(file, ImmutableArray.Create(File.ReadAllBytes(file))));
        }
        catch (InvalidBinaryException) when (isOneOfMany && program.FindModules(Path.GetFileNameWithoutExtension(file)).Count == 0)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidBinaryException(file, 0, $"cannot be read: {e.Message}", e);
        }
    }

    private void Pair(AssemblyImage rebuilt, bool isOneOfMany)
    {
        var loaded = program.FindModules(rebuilt.Name);
        if (loaded.Count == 0)
        {
            if (isOneOfMany)
            {
                _notLoaded.Add(rebuilt.FileName);
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
            .. folders.SelectMany(f => Directory.EnumerateFiles(f, "*.dll")).Select(f => Path.GetFileNameWithoutExtension(f)),
        ];
    }
}
