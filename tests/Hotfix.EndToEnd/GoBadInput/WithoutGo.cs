namespace Hotfixing.EndToEnd.GoBadInput;

/// <summary>A host on which no Go toolchain is found, as far as the environment says.</summary>
internal static class WithoutGo
{
    /// <summary>The command to run hotfix by.</summary>
    /// <param name="folder">An empty folder, for the home of a user who has nothing.</param>
    /// <param name="variables">More variables, each with its value.</param>
    public static string[] Command(string folder, params string[] variables)
    {
        // What is on the path beside dotnet may be anything.
        var dotnet = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "bin")).FullName, "dotnet");
        if (!File.Exists(dotnet))
        {
            File.CreateSymbolicLink(dotnet, Find("dotnet"));
            File.CreateSymbolicLink(Path.Combine(folder, "bin", "true"), Find("true"));
        }

        return ["env", "-i", $"PATH={Path.GetDirectoryName(dotnet)}", $"HOME={folder}", "DOTNET_CLI_TELEMETRY_OPTOUT=1", .. variables, dotnet, HotfixCommand.Assembly];
    }

    /// <summary>Whether there is one where distributions put it, which no environment hides.</summary>
    public static bool IsInstalled => new[] { "/usr/lib", "/usr/local" }.Any(f => Directory.EnumerateDirectories(f, "go*").Any(g => File.Exists(Path.Combine(g, "bin", "go"))));

    private static string Find(string program) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(f => Path.Combine(f, program)).First(File.Exists);
}
