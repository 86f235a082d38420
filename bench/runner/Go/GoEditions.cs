namespace BenchRunner.Go;

/// <summary>Where the target and its edited sources are.</summary>
internal sealed class GoEditions(string folder)
{
    /// <summary>The sources in which the first so many of a thousand functions are changed.</summary>
    public string Changed(int functions) => Path.GetFullPath(Path.Combine(folder, $"{functions}"));

    /// <summary>The sources in which the functions that are timed are changed.</summary>
    public string Hot => Path.GetFullPath(Path.Combine(folder, "hot"));

    /// <summary>The program that all of this are editions of.</summary>
    public string Executable => Path.GetFullPath(Path.Combine(folder, "target"));

    /// <summary>The Go compiler, as an example of a large program, and its sources.</summary>
    public (string Executable, string Sources) Compiler =>
        (Path.GetFullPath(Path.Combine(folder, "compile")), File.ReadAllText(Path.Combine(folder, "compile.sources")).Trim());

    /// <summary>A patch file of those sources, made the first time it is asked for.</summary>
    public string PatchFile(Tool tool, int functions)
    {
        string file = Path.GetFullPath(Path.Combine(folder, $"{functions}.hotfix"));
        if (!File.Exists(file))
        {
            tool.Run("build", Changed(functions), "-o", file, "--like", Executable);
        }

        return file;
    }

    /// <summary>Starts the program with so many threads and goroutines more than it needs.</summary>
    public TargetProcess Start(int threads, int goroutines) => new(Executable, $"{threads}", $"{goroutines}");
}
