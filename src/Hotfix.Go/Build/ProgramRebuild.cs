namespace Hotfixing.Go.Build;

/// <summary>Compiles edited sources as the running program was compiled, and has Go's linker make one object of them.</summary>
internal static class ProgramRebuild
{
    /// <summary>Rebuilds it.</summary>
    /// <param name="folder">The folder of the edited main package.</param>
    /// <param name="settings">How the running program was built.</param>
    /// <param name="functions">The functions the running program has, as its symbols are called: none of them is left out that the sources have.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <exception cref="RefusedException">It cannot be rebuilt the same way; it says why.</exception>
    public static RebuiltProgram Run(string folder, BuildSettings settings, IReadOnlyCollection<string> functions, IProgress<string>? progress)
    {
        var obstacles = SettingsCheck.Of(settings);
        if (obstacles.Count > 0)
        {
            throw new RefusedException(obstacles);
        }

        if (!Directory.Exists(folder))
        {
            throw new InvalidBinaryException(folder, 0, "no such file or folder");
        }

        if (!Directory.EnumerateFiles(folder, "*.go").Any())
        {
            throw new RefusedException([BuildDiagnostics.NotAMainPackage(folder, "there are no Go files in it")]);
        }

        var toolchain = ToolchainSearch.Find(settings.GoVersion, Environment.GetEnvironmentVariable(ToolchainSearch.Variable));
        progress?.Report($"reading the sources with {toolchain.Version}");
        var go = new GoCommand(toolchain, folder, GoEnvironment.Of(toolchain, settings, folder), progress);
        var main = MainPackage.Read(folder, go, settings);
        RefuseCollisions(main);

        using var scratch = new ScratchFolder();
        var linked = Link(new ObjectLink(go, main, settings, scratch), main, functions, progress);
        return new RebuiltProgram
        {
            Settings = settings,
            Object = linked.Object,
            StandardPackages = linked.Packages.Where(p => p.IsStandard).Select(p => p.ImportPath).ToHashSet(StringComparer.Ordinal),
            Diagnostics = [.. Remarks(linked.Packages, settings), .. LeftOut(main)],
        };
    }

    private static LinkedObject Link(ObjectLink link, MainPackage main, IReadOnlyCollection<string> functions, IProgress<string>? progress)
    {
        try
        {
            return link.Run(functions, progress);
        }
        catch (RefusedException e) when (main.LeftOut.Count > 0)
        {
            throw new RefusedException([.. e.Diagnostics, .. LeftOut(main)]);
        }
    }

    private static IEnumerable<Diagnostic> LeftOut(MainPackage main) => main.LeftOut.Count == 0 ? [] : [BuildDiagnostics.LeftOut(main.Folder, main.LeftOut)];

    private static void RefuseCollisions(MainPackage main)
    {
        var own = Path.Combine(main.Folder, InitialiserRunner.FileName);
        if (File.Exists(own))
        {
            throw new RefusedException([BuildDiagnostics.NameTaken(main.Folder, InitialiserRunner.FileName)]);
        }

        foreach (var file in main.Files.Select(f => Path.Combine(main.Folder, f)))
        {
            if (InitialiserRunner.Collision(File.ReadAllText(file)) is { } name)
            {
                throw new RefusedException([BuildDiagnostics.NameTaken(file, name)]);
            }
        }
    }

    private static IEnumerable<Diagnostic> Remarks(IReadOnlyList<CompiledPackage> packages, BuildSettings settings)
    {
        foreach (var package in packages.Where(p => p is { HasC: true, IsStandard: false }))
        {
            yield return BuildDiagnostics.HasCode("C", package.ImportPath);
        }

        foreach (var (module, version) in packages.Where(p => p.Module.Length > 0).Select(p => (p.Module, p.Version)).Distinct())
        {
            if (settings.Modules.TryGetValue(module, out var running) && running != version)
            {
                yield return BuildDiagnostics.ModuleDiffers(module, version, running);
            }
        }
    }
}
