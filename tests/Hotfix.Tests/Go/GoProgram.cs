using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Hotfixing.Binary.Elf;

namespace Hotfixing.Tests.Go;

/// <summary>A Go program as the go command builds it, and the object its linker makes of the same sources before it links.</summary>
internal sealed record GoProgram(string Version, string Executable, string Object)
{
    private static readonly ConcurrentDictionary<string, Lazy<GoProgram>> Built = new();

    public ElfFile ReadExecutable() => ElfFile.Read(Executable);

    public ElfFile ReadObject() => ElfFile.Read(Object);

    /// <summary>Builds it, or takes what an earlier run built of the same sources.</summary>
    /// <param name="version">Of Go.</param>
    /// <param name="files">The sources by name; the module is called example.com/shop.</param>
    /// <param name="mode">exe or pie.</param>
    /// <param name="cgo">Whether C takes part.</param>
    /// <param name="linkerFlags">For the linker only.</param>
    /// <param name="flags">Further flags of go build.</param>
    public static GoProgram Build(
        string version, IReadOnlyDictionary<string, string> files, string mode = "exe", bool cgo = false, string linkerFlags = "", params string[] flags)
    {
        GoToolchain.Require(version);
        var text = string.Join('\0', [version, mode, $"{cgo}", linkerFlags, .. flags, .. files.OrderBy(f => f.Key).SelectMany(f => new[] { f.Key, f.Value })]);
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
        return Built.GetOrAdd(key, _ => new Lazy<GoProgram>(() => Make(key, version, files, mode, cgo, linkerFlags, flags))).Value;
    }

    private static GoProgram Make(
        string key, string version, IReadOnlyDictionary<string, string> files, string mode, bool cgo, string linkerFlags, string[] flags)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "go", $"{version}-{key}");
        var program = new GoProgram(version, Path.Combine(folder, "out", "shop"), Path.Combine(folder, "out", "go.o"));
        if (File.Exists(Path.Combine(folder, "complete")))
        {
            return program;
        }

        foreach (var (name, source) in files.Append(new("go.mod", "module example.com/shop\n\ngo 1.19\n")))
        {
            var path = Path.Combine(folder, "src", name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, source);
        }

        string Go(params string[] arguments) => GoToolchain.Go(version, Path.Combine(folder, "src"), arguments,
            ("CGO_ENABLED", cgo ? "1" : "0"), ("GOTOOLCHAIN", "local"), ("GOPROXY", "off"), ("GOFLAGS", "-buildvcs=false"));

        Directory.CreateDirectory(Path.Combine(folder, "out"));
        Go(["build", $"-buildmode={mode}", "-ldflags", linkerFlags, .. flags, "-o", program.Executable, "."]);
        var packages = Go(["list", $"-buildmode={mode}", .. flags, "-export", "-deps", "-f",
            "{{if .Export}}packagefile {{if eq .Name \"main\"}}command-line-arguments{{else}}{{.ImportPath}}{{end}}={{.Export}}{{end}}", "."]);
        var configuration = Path.Combine(folder, "out", "importcfg");
        File.WriteAllText(configuration, packages);
        var main = Go(["list", $"-buildmode={mode}", .. flags, "-export", "-f", "{{.Export}}", "."]).Trim();
        Go(["tool", "link", "-importcfg", configuration, "-linkmode=external", "-extld=/bin/true", $"-tmpdir={folder}/out",
            $"-buildmode={mode}", .. linkerFlags.Split(' ', StringSplitOptions.RemoveEmptyEntries), "-o", Path.Combine(folder, "out", "unused"), main]);
        File.WriteAllText(Path.Combine(folder, "complete"), "");
        return program;
    }
}
