using System.Text;
using System.Text.Json.Nodes;

namespace Hotfixing.Go.Build;

/// <summary>Compiles edited sources as the running program was compiled, and has Go's linker make one object of them.</summary>
internal static class ProgramRebuild
{
    /// <summary>The largest object that is taken, in bytes.</summary>
    public const int MaximumObject = 1 << 30;

    /// <summary>Rebuilds it.</summary>
    /// <param name="folder">The folder of the edited main package.</param>
    /// <param name="settings">How the running program was built.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <exception cref="RefusedException">It cannot be rebuilt the same way; it says why.</exception>
    public static RebuiltProgram Run(string folder, BuildSettings settings, IProgress<string>? progress)
    {
        var obstacles = SettingsCheck.Of(settings);
        if (obstacles.Count > 0)
        {
            throw new RefusedException(obstacles);
        }

        if (!Directory.Exists(folder))
        {
            throw new RefusedException([BuildDiagnostics.NotAMainPackage(folder, "there is no such folder")]);
        }

        var toolchain = ToolchainSearch.Find(settings.GoVersion, Environment.GetEnvironmentVariable(ToolchainSearch.Variable));
        progress?.Report($"reading the sources with {toolchain.Version}");
        var go = new GoCommand(toolchain, folder, GoEnvironment.Of(toolchain, settings, folder), progress);
        var main = MainPackage.Read(folder, go, settings);
        RefuseCollisions(main);

        using var scratch = new ScratchFolder();
        var packages = Compile(go, main, settings, scratch);
        progress?.Report("linking");
        return new RebuiltProgram
        {
            Settings = settings,
            Object = Link(go, packages, settings, scratch),
            StandardPackages = packages.Where(p => p.IsStandard).Select(p => p.ImportPath).ToHashSet(StringComparer.Ordinal),
            Diagnostics = [.. Remarks(packages, settings)],
        };
    }

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

    private static IReadOnlyList<CompiledPackage> Compile(GoCommand go, MainPackage main, BuildSettings settings, ScratchFolder scratch)
    {
        var (added, overlay) = (scratch.File("runner.go"), scratch.File("overlay.json"));
        File.WriteAllText(added, InitialiserRunner.Source(main.HasCgoFiles));
        File.WriteAllText(overlay, new JsonObject { ["Replace"] = new JsonObject { [Path.Combine(main.Folder, InitialiserRunner.FileName)] = added } }.ToJsonString());
        var answer = go.Run([
            "list", "-export", "-deps", "-v", "-overlay", overlay, "-f", CompiledPackage.Format,
            .. CompilerFlags.Of(settings, main.Folder), .. main.Arguments, .. main.Arguments is ["."] ? (string[])[] : [InitialiserRunner.FileName]]);
        return answer.IsGood ? CompiledPackage.Parse(answer.Output) : throw BuildFailure.Of(main.Folder, answer.Errors);
    }

    /// <summary>
    /// In external mode Go's linker hands a relocatable object of all Go code to the system's linker (cmd/link/internal/ld/lib.go, hostlink).
    /// A program that does nothing in its place leaves the object, and no C compiler is needed.
    /// </summary>
    private static byte[] Link(GoCommand go, IReadOnlyList<CompiledPackage> packages, BuildSettings settings, ScratchFolder scratch)
    {
        var imports = new StringBuilder();
        foreach (var package in packages.Where(p => p.Archive.Length > 0))
        {
            imports.Append("packagefile ").Append(package.IsMain ? BuildSettings.FromFiles : package.ImportPath).Append('=').Append(package.Archive).Append('\n');
        }

        var (configuration, result) = (scratch.File("importcfg"), scratch.File("go.o"));
        File.WriteAllText(configuration, imports.ToString());
        var answer = go.Run([
            "tool", "link", "-importcfg", configuration, "-linkmode=external", $"-extld={FindNothing()}", $"-tmpdir={scratch.Path}",
            $"-buildmode={settings.BuildMode}", .. LinkerFlags.Of(settings), "-o", scratch.File("program"), packages.Single(p => p.IsMain).Archive]);
        var size = answer.IsGood && File.Exists(result) ? new FileInfo(result).Length : 0;
        return size is > 0 and <= MaximumObject ? File.ReadAllBytes(result) : throw new RefusedException([BuildDiagnostics.DoesNotLink(BuildFailure.Lines(answer.Errors))]);
    }

    private static string FindNothing() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/bin").Append("/bin").Select(f => Path.Combine(f, "true")).FirstOrDefault(File.Exists)
        ?? throw new RefusedException([BuildDiagnostics.DoesNotLink("the command true (coreutils) is not on the PATH")]);

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
