using System.Text.RegularExpressions;

namespace Hotfixing.Go.Build;

/// <summary>The main package in a folder of sources, as go reads it before anything is compiled.</summary>
internal sealed partial record MainPackage
{
    private const char FieldEnd = '\t';
    private const string Format =
        "{{.Name}}\t{{.ImportPath}}\t{{with .Module}}{{.Path}}{{end}}\t{{.Dir}}\t{{range .GoFiles}}{{.}}/{{end}}\t{{range .CgoFiles}}{{.}}/{{end}}";

    /// <summary>The folder, as go calls it.</summary>
    public required string Folder { get; init; }

    /// <summary>What go is told to build: the folder, or the files of it that the program was built from.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>The names of its files.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>The files in the folder that are not known to be the program's, where it was built from named files.</summary>
    public required IReadOnlyList<string> LeftOut { get; init; }

    /// <summary>Whether some of those that hold C code have init functions. These get the last numbers: go compiles such files last.</summary>
    public required bool HasInitInCgoFiles { get; init; }

    /// <summary>Reads it.</summary>
    /// <exception cref="RefusedException">It is no main package, another program's, or cannot even be read.</exception>
    public static MainPackage Read(string folder, GoCommand go, BuildSettings settings)
    {
        var all = settings.MainPackage == BuildSettings.FromFiles ? FilesIn(folder) : [];
        var named = settings.MainFiles.Where(all.Contains).Concat(all.Except(settings.MainFiles).Where(f => IsHarmless(Path.Combine(folder, f)))).ToList();
        var arguments = settings.MainPackage == BuildSettings.FromFiles ? named : ["."];
        if (arguments.Count == 0)
        {
            throw new RefusedException([BuildDiagnostics.OtherFiles(folder, settings.MainFiles)]);
        }

        var answer = go.Run(["list", "-find", "-f", Format, .. CompilerFlags.Of(settings, folder).Where(f => f.StartsWith("-tags", StringComparison.Ordinal)), .. arguments]);
        var fields = answer.Output.TrimEnd('\n').Split(FieldEnd);
        if (!answer.IsGood && !NoPackage().IsMatch(answer.Errors))
        {
            throw BuildFailure.Of(folder, answer.Errors);
        }

        if (!answer.IsGood || fields is not [var name, var path, var module, var itself, var files, var cgoFiles])
        {
            throw new RefusedException([BuildDiagnostics.NotAMainPackage(folder, BuildFailure.Lines(answer.Errors))]);
        }

        if (name != "main")
        {
            throw new RefusedException([BuildDiagnostics.NotAMainPackage(folder, $"its package is called {name}")]);
        }

        if (module != settings.MainModule || (path != settings.MainPackage && settings.MainPackage != BuildSettings.FromFiles))
        {
            throw new RefusedException([BuildDiagnostics.AnotherProgram(folder, Describe(path, module), Describe(settings.MainPackage, settings.MainModule))]);
        }

        return new MainPackage
        {
            Folder = itself,
            Arguments = arguments,
            Files = [.. (files + cgoFiles).Split('/', StringSplitOptions.RemoveEmptyEntries)],
            LeftOut = [.. all.Except(named)],
            HasInitInCgoFiles = cgoFiles.Split('/', StringSplitOptions.RemoveEmptyEntries).Any(f => Init().IsMatch(File.ReadAllText(Path.Combine(itself, f)))),
        };
    }

    // cmd/go/internal/load/pkg.go and modload/import.go, go/build, 1.19 to 1.26.
    [GeneratedRegex(@"no Go files|constraints exclude all Go files|go\.mod file not found|found packages|outside (main module|modules listed|available modules)|does not contain package")]
    private static partial Regex NoPackage();

    [GeneratedRegex(@"\bfunc\s+init\b")]
    private static partial Regex Init();

    private static IReadOnlyList<string> FilesIn(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*.go").Select(f => Path.GetFileName(f)).Where(f => !f.EndsWith("_test.go", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    // A file of types and constants leaves no trace in a program. Without code of its own it does nothing where it does not belong, and what
    // go would leave out for its constraints nobody has named.
    private static bool IsHarmless(string file) => !Code().IsMatch(File.ReadAllText(file));

    [GeneratedRegex(@"^//go:build|^// \+build|\b(func|var|import)\b", RegexOptions.Multiline)]
    private static partial Regex Code();

    private static string Describe(string path, string module) => module.Length == 0 || path.StartsWith(module, StringComparison.Ordinal) ? path : $"{path} (module {module})";
}
