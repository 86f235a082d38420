using System.Diagnostics;

namespace Hotfixing.EndToEnd;

/// <summary>Compiles a program of Subjects/ into a folder of its own, once for each set of constants.</summary>
public static class SubjectProgram
{
    internal static readonly Lock OneAtATime = new();

    /// <summary>Compiles it if it is not there yet, and returns the path of the assembly.</summary>
    public static string Build(string source, string name, string variant, params string[] definitions)
    {
        lock (OneAtATime)
        {
            var folder = Path.Combine(AppContext.BaseDirectory, "subjects", name, variant);
            var assembly = Path.Combine(folder, "out", name + ".dll");
            var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Subjects", source));
            foreach (var definition in definitions)
            {
                var (from, to) = (definition.Split('=')[0], definition.Split('=')[1]);
                text = text.Replace(from, to, StringComparison.Ordinal);
            }

            var file = Path.Combine(folder, "Program.cs");
            if (File.Exists(assembly) && File.Exists(file) && File.ReadAllText(file) == text)
            {
                return assembly;
            }

            Directory.CreateDirectory(folder);
            File.WriteAllText(file, text);
            File.WriteAllText(Path.Combine(folder, name + ".csproj"), Project);

            // Above these folders lie our own build properties, which are not for a program that knows nothing of us.
            File.WriteAllText(Path.Combine(folder, "Directory.Build.props"), "<Project />");
            File.WriteAllText(Path.Combine(folder, "Directory.Packages.props"), "<Project />");
            Run("dotnet", folder, "build", "-c", "Release", "--nologo", "-v", "q", "-o", "out", "-nodeReuse:false");
            return assembly;
        }
    }

    /// <summary>Publishes it as one file that needs an installed runtime, and returns the path of that file.</summary>
    public static string PublishSingleFile(string source, string name, string variant, bool extractsItself, params string[] definitions) => Publish(
        Build(source, name, variant, definitions),
        "single",
        "--self-contained",
        "false",
        "-p:PublishSingleFile=true",
        $"-p:IncludeAllContentForSelfExtract={extractsItself}");

    /// <summary>Publishes it as native code, and returns the path of the program.</summary>
    public static string PublishAheadOfTime(string source, string name, string variant, params string[] definitions) =>
        Publish(Build(source, name, variant, definitions), "native", "-p:PublishAot=true");

    private static string Publish(string assembly, string output, params string[] options)
    {
        var folder = Path.GetDirectoryName(Path.GetDirectoryName(assembly))!;
        lock (OneAtATime)
        {
            var file = Path.Combine(folder, output, Path.GetFileNameWithoutExtension(assembly));
            if (!File.Exists(file))
            {
                Run(
                    "dotnet",
                    folder,
                    ["publish", "-c", "Release", "-r", "linux-x64", "--nologo", "-v", "q", "-o", output, "-nodeReuse:false", .. options]);
            }

            return file;
        }
    }

    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <AllowUnsafeBlocks>true</AllowUnsafeBlocks>
            <UseSharedCompilation>false</UseSharedCompilation>
          </PropertyGroup>
        </Project>
        """;

    internal static void Run(string program, string folder, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromMinutes(3)))
        {
            process.Kill(entireProcessTree: true);
        }

        if (!process.HasExited || process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} in {folder} failed:\n{output.Result}");
        }
    }
}
