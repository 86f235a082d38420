using System.Text.Json;

using Hotfixing.Binary.Elf;
using Hotfixing.Go.Build;
using Hotfixing.GoPrograms;

namespace Hotfixing.EndToEnd.Go.Identity;

/// <summary>A program out of the Go distribution, or the tests of one of its packages, and the object its own sources give once more.</summary>
internal sealed class TouchedProgram
{
    /// <summary>What the tests of a package wait for in the file this variable names, before they begin.</summary>
    public const string WaitsFor = "HOTFIX_TEST_WAITS_FOR";

    private readonly GoToolchain toolchain;
    private readonly string package;
    private readonly bool isTest;
    private readonly string folder;

    private TouchedProgram(GoToolchain toolchain, string package, bool isTest, string folder) =>
        (this.toolchain, this.package, this.isTest, this.folder) = (toolchain, package, isTest, folder);

    /// <summary>The program.</summary>
    public string Executable => Path.Combine(folder, "program");

    /// <summary>Where the sources of its package are, and what its tests read.</summary>
    public string Sources => Path.Combine(toolchain.Root, "src", package);

    /// <summary>Builds it as go build or go test -c does.</summary>
    public static TouchedProgram Build(GoToolchain toolchain, string package, bool isTest, string folder)
    {
        var program = new TouchedProgram(toolchain, package, isTest, folder);

        // The same profile does not give the same code in another build cache, and hotfix uses that of the operator.
        string[] profile = BuildSettings.MinorOf(toolchain.Version) > 20 ? ["-pgo=off"] : [];
        program.Go([.. isTest ? ["test", "-c", "-vet=off", .. program.Overlay()] : (string[])["build", "-buildvcs=false"], .. profile, "-o", program.Executable, package]);
        return program;
    }

    /// <summary>Builds it once more, as the object that patches are made of. Only the runtime and what it is made of count as Go's own.</summary>
    public RebuiltProgram Rebuild()
    {
        var running = ElfFile.Read(Executable);
        var runtime = Go("list", "-deps", "-f", "{{.ImportPath}}", "runtime").Split('\n', StringSplitOptions.RemoveEmptyEntries).Append("runtime/debug").ToHashSet(StringComparer.Ordinal);
        return isTest
            ? new RebuiltProgram { Settings = SettingsOfTest, Object = LinkTest(), StandardPackages = runtime, Diagnostics = [] }
            : ProgramRebuild.Run(Sources, BuildSettingsReader.Read(running), [.. MissingFunctions.FunctionsIn(running)], null) with { StandardPackages = runtime };
    }

    private BuildSettings SettingsOfTest => new()
    {
        GoVersion = toolchain.Version,
        MainPackage = package,
        MainModule = "",
        Modules = new Dictionary<string, string>(),
        Settings = new Dictionary<string, string>(),
        IsPositionIndependent = false,
        Identity = "",
    };

    // hotfix does not build tests: their main package is made by the go command, which tells where it has put it.
    private byte[] LinkTest()
    {
        var archives = new Dictionary<string, string>();
        foreach (var line in Go(["list", "-test", "-export", "-deps", .. Overlay(), "-f", "{{if .Export}}{{.ImportPath}}\t{{.Export}}{{end}}", package]).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            // What is compiled with the tests in it takes the place of what is not.
            var (name, archive) = (line.Split('\t')[0], line.Split('\t')[1]);
            var plain = name.Split(" [")[0];
            if (plain != name || !archives.ContainsKey(plain))
            {
                archives[plain] = archive;
            }
        }

        var imports = Path.Combine(folder, "importcfg");
        File.WriteAllLines(imports, archives.Select(a => $"packagefile {a.Key}={a.Value}"));
        Go("tool", "link", "-importcfg", imports, "-linkmode=external", "-extld=/usr/bin/true", $"-tmpdir={folder}", "-buildmode=exe", "-o", Path.Combine(folder, "nothing"), archives[$"{package}.test"]);
        return File.ReadAllBytes(Path.Combine(folder, "go.o"));
    }

    private string Go(params string[] arguments) => toolchain.Run(Sources, toolchain.Variables(), arguments);

    private string[] Overlay()
    {
        var text = Path.Combine(folder, "wait.go.txt");
        File.WriteAllText(text, $"package {Path.GetFileName(package)}\n\nimport \"os\"\n\nfunc init() {{\n\tif name := os.Getenv(\"{WaitsFor}\"); name != \"\" {{\n\t\tos.Unsetenv(\"{WaitsFor}\")\n\t\tos.ReadFile(name)\n\t}}\n}}\n");
        var overlay = Path.Combine(folder, "overlay.json");
        File.WriteAllText(overlay, JsonSerializer.Serialize(new { Replace = new Dictionary<string, string> { [Path.Combine(Sources, "zz_wait_test.go")] = text } }));
        return ["-overlay", overlay];
    }
}
