using Hotfixing.Linux;

namespace Hotfixing.Go.Build;

/// <summary>What an operator gives as a patch of a Go program: the folder of its edited main package, or a file made of one before.</summary>
internal static class PatchSource
{
    /// <summary>Rebuilds the sources like the running program, or takes what was rebuilt like it.</summary>
    /// <param name="path">The folder or file.</param>
    /// <param name="running">How the running program was built.</param>
    /// <param name="functions">The functions it has, as its symbols are called.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <exception cref="RefusedException">It is nothing that can patch this program; it says why.</exception>
    public static RebuiltProgram Read(string path, BuildSettings running, IReadOnlyCollection<string> functions, IProgress<string>? progress)
    {
        if (!File.Exists(path))
        {
            return ProgramRebuild.Run(path, running, functions, progress);
        }

        if (FileStatus.TryRead(path) is { IsRegularFile: false } || !IsPatchFile(path))
        {
            throw new RefusedException([BuildDiagnostics.NotAMainPackage(path, "it is a file, and not one that hotfix build made")]);
        }

        progress?.Report("unpacking the patch");
        var program = PatchFile.Read(path);
        return program.Settings.Identity == running.Identity ? program
            : throw new RefusedException([BuildDiagnostics.MadeForAnotherBuild(path, program.Settings.MainPackage, program.Settings.Identity, running.Identity)]);
    }

    private static bool IsPatchFile(string path) => PatchFile.Is(path) || path.EndsWith(".hotfix", StringComparison.Ordinal);
}
