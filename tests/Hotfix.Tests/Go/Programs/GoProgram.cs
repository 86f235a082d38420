using System.Security.Cryptography;
using System.Text;

namespace Hotfixing.GoPrograms;

/// <summary>A Go program, built the ordinary way into a folder of its own.</summary>
/// <param name="Toolchain">What it was built with.</param>
/// <param name="Folder">Its sources, the folder of its main package.</param>
/// <param name="Executable">What was built.</param>
public sealed record GoProgram(GoToolchain Toolchain, string Folder, string Executable)
{
    private static readonly string Programs = Path.Combine(FindRoot(), "artifacts", "go-programs");
    private static readonly Lock OneAtATime = new();

    /// <summary>Builds it, unless the same sources have been built the same way before.</summary>
    /// <param name="toolchain">What to build it with.</param>
    /// <param name="sources">Its sources.</param>
    /// <param name="options">How.</param>
    public static GoProgram Build(GoToolchain toolchain, GoSources sources, GoBuildOptions? options = null)
    {
        options ??= new GoBuildOptions();
        lock (OneAtATime)
        {
            var place = Path.Combine(Programs, Hash(toolchain, sources, options));
            var folder = Write(sources, Path.Combine(place, "source"));
            var program = new GoProgram(toolchain, Path.Combine(folder, options.Package), Path.Combine(place, "program"));
            if (!File.Exists(program.Executable))
            {
                // Another run of the tests may be at it: what stands under the final name is always whole.
                var unfinished = $"{program.Executable}.{Environment.ProcessId}";
                toolchain.Run(program.Folder, VariablesOf(toolchain, options), ["build", "-buildvcs=false", "-o", unfinished, .. options.Arguments, .. options.Files]);
                File.Move(unfinished, program.Executable, overwrite: true);
            }

            return program;
        }
    }

    /// <summary>Writes sources into a folder that depends on what they are, for a program that is edited and not built; returns the main package's.</summary>
    public static string Write(GoSources sources, GoBuildOptions? options = null)
    {
        lock (OneAtATime)
        {
            var place = Path.Combine(Programs, Hash(null, sources, options ?? new GoBuildOptions()));
            return Path.Combine(Write(sources, Path.Combine(place, "source")), options?.Package ?? "");
        }
    }

    private static string Write(GoSources sources, string folder)
    {
        foreach (var (path, text) in sources.Files)
        {
            var file = Path.Combine(folder, path);
            if (!File.Exists(file) || File.ReadAllText(file) != text)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                File.WriteAllText(file, text);
            }
        }

        return folder;
    }

    private static Dictionary<string, string> VariablesOf(GoToolchain toolchain, GoBuildOptions options)
    {
        var environment = toolchain.Variables(options.Cgo);
        foreach (var (name, value) in options.Environment)
        {
            environment[name] = value;
        }

        return environment;
    }

    private static string Hash(GoToolchain? toolchain, GoSources sources, GoBuildOptions options)
    {
        var parts = new List<string> { toolchain?.Version ?? "", options.ToString() };
        foreach (var (path, text) in sources.Files.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            parts.AddRange([path, text]);
        }

        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(parts.Select(p => $"{p.Length}:{p}"))));
        return Convert.ToHexStringLower(hash)[..16];
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Hotfix.slnx")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("these tests build into the repository they come from");
        }

        return folder.FullName;
    }
}
