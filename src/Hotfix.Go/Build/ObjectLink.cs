using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Hotfixing.Go.Build;

/// <summary>Compiles the packages of a program and has Go's linker make one relocatable object of them.</summary>
internal sealed partial class ObjectLink(GoCommand go, MainPackage main, BuildSettings settings, ScratchFolder scratch)
{
    /// <summary>The largest object that is taken, in bytes.</summary>
    public const int MaximumObject = 1 << 30;

    // The linker names at most twenty functions that are not there and gives up (cmd/link/internal/ld/util.go, Errorf; 1.19 to 1.26).
    private const int MostAttempts = 10;

    /// <summary>
    /// Makes the object. The linker leaves out what nothing refers to, such as a function that has become so small that every caller
    /// has a copy of it. In a running program there may still be calls of it, so that it is made to stay.
    /// </summary>
    /// <param name="functions">The functions that are to be in the object if the sources have them.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <exception cref="RefusedException">The sources do not compile, or Go's linker makes no object.</exception>
    public LinkedObject Run(IReadOnlyCollection<string> functions, IProgress<string>? progress)
    {
        var packages = Compile([]);
        progress?.Report("linking");
        var (first, errors) = TryLink(packages);
        var result = new LinkedObject(first ?? throw new RefusedException([BuildDiagnostics.DoesNotLink(BuildFailure.Lines(errors))]), packages);
        var missing = MissingFunctions.Of(result, functions);
        for (var attempt = 0; missing.Count > 0 && attempt < MostAttempts; attempt++)
        {
            progress?.Report("linking again, with what was left out");
            packages = Compile(missing);
            (var again, errors) = TryLink(packages);
            if (again is not null)
            {
                return new LinkedObject(again, packages);
            }

            // Those the sources do not have any more either.
            var undefined = Undefined().Matches(errors).Select(m => Spelled(m.Groups[1].Value)).ToHashSet(StringComparer.Ordinal);
            missing = [.. missing.Where(m => !undefined.Contains(Spelled(m)))];
            if (undefined.Count == 0)
            {
                break;
            }
        }

        return result;
    }

    private IReadOnlyList<CompiledPackage> Compile(IReadOnlyList<string> kept)
    {
        var added = scratch.Write("runner.go", InitialiserRunner.Source(main.HasInitInCgoFiles, kept));
        var overlay = scratch.Write("overlay.json", new JsonObject { ["Replace"] = new JsonObject { [Path.Combine(main.Folder, InitialiserRunner.FileName)] = added } }.ToJsonString());
        var answer = go.Run([
            "list", "-export", "-deps", "-v", "-overlay", overlay, "-f", CompiledPackage.Format,
            .. CompilerFlags.Of(settings, main.Folder), .. main.Arguments, .. main.Arguments is ["."] ? (string[])[] : [InitialiserRunner.FileName]]);
        return answer.IsGood ? CompiledPackage.Parse(answer.Output) : throw BuildFailure.Of(main.Folder, answer.Errors);
    }

    /// <summary>
    /// In external mode Go's linker hands a relocatable object of all Go code to the system's linker (cmd/link/internal/ld/lib.go, hostlink).
    /// A program that does nothing in its place leaves the object, and no C compiler is needed.
    /// </summary>
    private (byte[]? Object, string Errors) TryLink(IReadOnlyList<CompiledPackage> packages)
    {
        var imports = new StringBuilder();
        foreach (var package in packages.Where(p => p.Archive.Length > 0))
        {
            imports.Append("packagefile ").Append(package.IsMain ? BuildSettings.FromFiles : package.ImportPath).Append('=').Append(package.Archive).Append('\n');
        }

        var (configuration, result) = (scratch.Write("importcfg", imports.ToString()), scratch.File("go.o"));
        File.Delete(result);
        var answer = go.Run([
            "tool", "link", "-importcfg", configuration, "-linkmode=external", $"-extld={FindNothing()}", $"-tmpdir={scratch.Path}",
            $"-buildmode={settings.BuildMode}", .. LinkerFlags.Of(settings), "-o", scratch.File("program"), packages.Single(p => p.IsMain).Archive]);
        var size = answer.IsGood && File.Exists(result) ? new FileInfo(result).Length : 0;
        return (size is > 0 and <= MaximumObject ? File.ReadAllBytes(result) : null, answer.Errors);
    }

    private static string FindNothing() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/bin").Append("/bin").Select(f => Path.Combine(f, "true")).FirstOrDefault(File.Exists)
        ?? throw new RefusedException([BuildDiagnostics.DoesNotLink("the command true (coreutils) is not on the PATH")]);

    // Dots in the last part of a path are written in the one or in the other way.
    private static string Spelled(string name) => name.Replace("%2e", ".", StringComparison.Ordinal);

    [GeneratedRegex(@"relocation target (\S+) not defined")]
    private static partial Regex Undefined();
}
