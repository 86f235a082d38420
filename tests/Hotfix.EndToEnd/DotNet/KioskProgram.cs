namespace Hotfixing.EndToEnd.DotNet;

/// <summary>Subjects/Kiosk.cs.txt and its library Till, and how they can be published.</summary>
internal static class KioskProgram
{
    private const string Properties = "<Project><PropertyGroup><UseSharedCompilation>false</UseSharedCompilation></PropertyGroup></Project>";

    /// <summary>Publishes it into a folder of its own, once, and returns the path of the program.</summary>
    /// <param name="variant">Names the folder; what differs in anything has another.</param>
    /// <param name="value">What both assemblies answer.</param>
    /// <param name="framework">The target framework.</param>
    /// <param name="options">Properties of the build.</param>
    public static string Publish(string variant, int value, string framework = "net10.0", params string[] options)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "subjects", "Kiosk", $"{variant}-{framework}-{value}");
        var program = Path.Combine(folder, "out", "Kiosk");
        lock (SubjectProgram.OneAtATime)
        {
            if (!File.Exists(program))
            {
                Write(folder, "Kiosk", value, framework, "<OutputType>Exe</OutputType>", "<ProjectReference Include=\"../Till/Till.csproj\" />");
                Write(folder, "Till", value, framework, "", "");
                File.WriteAllText(Path.Combine(folder, "Directory.Build.props"), Properties);
                File.WriteAllText(Path.Combine(folder, "Directory.Packages.props"), "<Project />");
                SubjectProgram.Run(
                    "dotnet",
                    folder,
                    [
                        "publish", "Kiosk", "-c", "Release", "-r", "linux-x64", "--nologo", "-v", "q", "-o", "out", "-nodeReuse:false",
                        .. options.Select(o => $"-p:{o}"),
                    ]);
            }

            return program;
        }
    }

    /// <summary>As one file that needs an installed runtime.</summary>
    public static string PublishSingleFile(int value) =>
        Publish("single", value, options: ["PublishSingleFile=true", "SelfContained=false"]);

    /// <summary>As one file with the runtime inside.</summary>
    public static string PublishSelfContained(int value, string framework, bool isCompressed) => Publish(
        isCompressed ? "compressed" : "selfcontained",
        value,
        framework,
        "PublishSingleFile=true",
        "SelfContained=true",
        $"EnableCompressionInSingleFile={isCompressed}");

    /// <summary>With as much of the runtime as it uses, in one file or a folder.</summary>
    public static string PublishTrimmed(int value, bool hasStartupHooks, bool isSingleFile) => Publish(
        (hasStartupHooks ? "trimmed-hooks" : "trimmed") + (isSingleFile ? "" : "-folder"),
        value,
        options: [$"PublishSingleFile={isSingleFile}", "SelfContained=true", "PublishTrimmed=true", $"StartupHookSupport={hasStartupHooks}"]);

    /// <summary>The rebuilt library that publishing such a program has left.</summary>
    public static string LibraryOf(string program) =>
        Directory.EnumerateFiles(Path.Combine(Path.GetDirectoryName(program)!, "..", "Till", "bin"), "Till.dll", SearchOption.AllDirectories)
            .Single();

    private static void Write(string folder, string name, int value, string framework, string properties, string items)
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Subjects", name + ".cs.txt"));
        Directory.CreateDirectory(Path.Combine(folder, name));
        File.WriteAllText(Path.Combine(folder, name, "Program.cs"), text.Replace("VALUE", $"{value}", StringComparison.Ordinal));
        File.WriteAllText(
            Path.Combine(folder, name, name + ".csproj"),
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                {properties}
                <TargetFramework>{framework}</TargetFramework>
                <Nullable>enable</Nullable>
              </PropertyGroup>
              <ItemGroup>{items}</ItemGroup>
            </Project>
            """);
    }
}
