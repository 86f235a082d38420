using System.Diagnostics;
using Hotfixing.Binary.Elf;
using Hotfixing.GoPrograms;

namespace Hotfixing.Tests.Go;

/// <summary>A Go program as the go command builds it, and the object its linker makes of the same sources before it links.</summary>
internal sealed record BuiltPair(GoProgram Program, string Object, IReadOnlySet<string> StandardPackages)
{
    private const string StandardOnly = "{{if .Standard}}{{.ImportPath}}{{end}}";

    private static readonly Lock OneAtATime = new();

    public string Executable => Program.Executable;

    public ElfFile ReadExecutable() => ElfFile.Read(Executable);

    public ElfFile ReadObject() => ElfFile.Read(Object);

    /// <summary>Builds both, or takes what an earlier run built of the same sources; skips the test when the version of Go is not there.</summary>
    public static BuiltPair Of(string version, GoSources sources, string mode = "exe", bool cgo = false, string linkerFlags = "", params string[] flags)
    {
        var toolchain = GoToolchain.Require(version);
        string[] arguments = linkerFlags.Length == 0 ? [$"-buildmode={mode}", .. flags] : [$"-buildmode={mode}", $"-ldflags={linkerFlags}", .. flags];
        var program = GoProgram.Build(toolchain, sources, new GoBuildOptions { Cgo = cgo, Arguments = arguments });
        lock (OneAtATime)
        {
            var path = program.Executable + ".o";
            if (!File.Exists(path))
            {
                Link(toolchain, program, mode, cgo, linkerFlags, flags, path);
            }

            // Another run of the tests may be at it: what stands under the final name is always whole.
            var standard = program.Executable + ".standard";
            if (!File.Exists(standard))
            {
                var unfinished = $"{standard}.{Environment.ProcessId}";
                File.WriteAllText(unfinished, toolchain.Run(program.Folder, toolchain.Variables(cgo), "list", "-deps", "-f", StandardOnly, "."));
                File.Move(unfinished, standard, overwrite: true);
            }

            return new BuiltPair(program, path, File.ReadLines(standard).ToHashSet(StringComparer.Ordinal));
        }
    }

    /// <summary>What a program prints that reads files.</summary>
    public static string[] Print(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output.Split('\n');
    }

    private static void Link(GoToolchain toolchain, GoProgram program, string mode, bool cgo, string linkerFlags, string[] flags, string path)
    {
        string Go(params string[] arguments) => toolchain.Run(program.Folder, toolchain.Variables(cgo), arguments);
        var folder = Directory.CreateDirectory($"{path}.{Environment.ProcessId}").FullName;
        var configuration = Path.Combine(folder, "importcfg");
        string[] list = ["list", "-buildvcs=false", $"-buildmode={mode}", .. flags, "-export"];
        File.WriteAllText(configuration, Go([.. list, "-deps", "-f",
            "{{if .Export}}packagefile {{if eq .Name \"main\"}}command-line-arguments{{else}}{{.ImportPath}}{{end}}={{.Export}}{{end}}", "."]));
        Go(["tool", "link", "-importcfg", configuration, "-linkmode=external", "-extld=/bin/true", $"-tmpdir={folder}", $"-buildmode={mode}",
            .. linkerFlags.Split(' ', StringSplitOptions.RemoveEmptyEntries), "-o", Path.Combine(folder, "unused"),
            Go([.. list, "-f", "{{.Export}}", "."]).Trim()]);
        File.Move(Path.Combine(folder, "go.o"), path, overwrite: true);
        Directory.Delete(folder, recursive: true);
    }
}
