using Hotfixing.Binary.Elf;
using Hotfixing.Go.Build;

namespace Hotfixing.Go;

/// <summary>Makes the files that patch a Go program on hosts without a Go toolchain.</summary>
public static class GoPatchFile
{
    /// <summary>Rebuilds edited sources exactly as a program was built, and writes the result. No process is touched.</summary>
    /// <param name="folder">The folder of the edited main package.</param>
    /// <param name="output">The file to write; an existing one is replaced as a whole.</param>
    /// <param name="like">The program that runs, or /proc/PID/exe.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <exception cref="RefusedException">The sources cannot be rebuilt the same way; it says why.</exception>
    /// <exception cref="InvalidBinaryException">The program is no program.</exception>
    /// <exception cref="IOException">The file cannot be written, or the program not read.</exception>
    public static BuiltPatchFile Build(string folder, string output, string like, IProgress<string>? progress)
    {
        var running = ElfFile.Read(like);
        var settings = BuildSettingsReader.Read(running);
        var program = ProgramRebuild.Run(folder, settings, [.. MissingFunctions.FunctionsIn(running)], progress);
        progress?.Report("packing");
        PatchFile.Write(output, program, folder);
        return new BuiltPatchFile(output, new FileInfo(output).Length, settings.MainPackage, settings.GoVersion, settings.Identity, program.Diagnostics);
    }
}
