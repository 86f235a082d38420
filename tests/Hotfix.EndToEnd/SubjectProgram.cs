using System.Diagnostics;

namespace Hotfixing.EndToEnd;

/// <summary>Compiles a program of Subjects/ into a folder of its own, once for each set of constants.</summary>
public static class SubjectProgram
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <SubjectFramework>net10.0</SubjectFramework>
            <TargetFramework>$(SubjectFramework)</TargetFramework>
            <LangVersion>latest</LangVersion>
            <Nullable>enable</Nullable>
            <AllowUnsafeBlocks>true</AllowUnsafeBlocks>
            <UseSharedCompilation>false</UseSharedCompilation>
          </PropertyGroup>
          <ItemGroup>
            <ProjectReference Include="library/*.csproj" />
            <Compile Remove="library/**" />
          </ItemGroup>
        </Project>
        """;

    internal static readonly Lock OneAtATime = new();

    /// <summary>
    /// Compiles it if it is not there yet, and returns the path of the assembly. If beside X.cs.txt lies X.Library.cs.txt, that becomes
    /// a second assembly, which the first refers to.
    /// </summary>
    public static string Build(string source, string name, string variant, params string[] definitions) =>
        Make(source, name, variant, definitions, name + ".dll", "build");

    /// <summary>Publishes it in this way, and returns the path of the assembly, beside which what starts it lies, or of the single file.</summary>
    /// <exception cref="MissingPackageException">It needs a package of the runtime that cannot be had here.</exception>
    public static string Publish(Deployment deployment, string source, string name, string variant, params string[] definitions) =>
        Make(source, name, Path.Combine(deployment.Name, variant), definitions, deployment.IsSingleFile ? name : name + ".dll", ["publish", .. deployment.Options]);

    /// <summary>Publishes it as one file that needs an installed runtime, and returns the path of that file.</summary>
    public static string PublishSingleFile(string source, string name, string variant, bool extractsItself, params string[] definitions) => Make(
        source,
        name,
        variant,
        definitions,
        name,
        "publish",
        "-r",
        "linux-x64",
        "--self-contained",
        "false",
        "-p:PublishSingleFile=true",
        $"-p:IncludeAllContentForSelfExtract={extractsItself}");

    /// <summary>Publishes it as native code, and returns the path of the program.</summary>
    public static string PublishAheadOfTime(string source, string name, string variant, params string[] definitions) =>
        Make(source, name, variant, definitions, name, "publish", "-r", "linux-x64", "-p:PublishAot=true");

    /// <summary>Copies what a program was built into to a folder, and returns the path of the assembly there.</summary>
    public static string Copy(string assembly, string folder)
    {
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(assembly)!))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        return Path.Combine(folder, Path.GetFileName(assembly));
    }

    /// <summary>The same, with startup hooks switched off.</summary>
    public static string CopyWithoutStartupHooks(string assembly, string folder)
    {
        var copy = Copy(assembly, folder);
        var configuration = Path.ChangeExtension(copy, ".runtimeconfig.json");
        File.WriteAllText(configuration, File.ReadAllText(configuration).Replace(
            "\"configProperties\": {", "\"configProperties\": { \"System.StartupHookProvider.IsSupported\": false,", StringComparison.Ordinal));
        return copy;
    }

    private static string Make(string source, string name, string variant, string[] definitions, string file, params string[] command)
    {
        lock (OneAtATime)
        {
            var folder = Path.Combine(AppContext.BaseDirectory, "subjects", name, variant);
            var made = Path.Combine(folder, "out", file);

            // Above these folders lie our own build properties, which are not for a program that knows nothing of us.
            var changed = Write(folder, "Program.cs", Read(source, definitions))
                | Write(folder, name + ".csproj", Project)
                | WriteLibrary(folder, source, name, definitions)
                | Write(folder, "Directory.Build.props", "<Project />")
                | Write(folder, "Directory.Packages.props", "<Project />");
            if (changed || !File.Exists(made))
            {
                try
                {
                    Run("dotnet", folder, [.. command, "-c", "Release", "--nologo", "-v", "q", "-o", "out", "-nodeReuse:false"]);
                }
                catch
                {
                    // What was made of an older source must not be taken for it the next time.
                    File.Delete(Path.Combine(folder, "Program.cs"));
                    throw;
                }
            }

            return made;
        }
    }

    private static bool WriteLibrary(string folder, string source, string name, string[] definitions)
    {
        var library = Path.ChangeExtension(Path.ChangeExtension(source, null), ".Library.cs.txt");
        return File.Exists(PathOf(library))
            && (Write(folder, "library/Program.cs", Read(library, definitions))
                | Write(folder, $"library/{name}Library.csproj", Project.Replace("<OutputType>Exe</OutputType>", "", StringComparison.Ordinal)));
    }

    private static string PathOf(string source) => Path.Combine(AppContext.BaseDirectory, "Subjects", source);

    private static string Read(string source, string[] definitions) => definitions.Select(d => d.Split('=', 2)).Aggregate(
        File.ReadAllText(PathOf(source)),
        (text, definition) => text.Replace(definition[0], definition[1], StringComparison.Ordinal));

    /// <summary>Writes a file, unless it is so already; a file that stays keeps its time, so that nothing is built again.</summary>
    private static bool Write(string folder, string name, string text)
    {
        var file = Path.Combine(folder, name);
        if (File.Exists(file) && File.ReadAllText(file) == text)
        {
            return false;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return true;
    }

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
            process.WaitForExit();
        }

        if (process.ExitCode != 0)
        {
            // NU1101 to NU1103: no such package or version; NU1301: no source answers.
            var problem = $"{program} {string.Join(' ', arguments)} in {folder} failed:\n{output.Result}";
            throw new[] { "NU1101", "NU1102", "NU1103", "NU1301" }.Any(problem.Contains)
                ? new MissingPackageException(problem) : new InvalidOperationException(problem);
        }
    }
}
