using Hotfixing.Binary.BuildInfo;
using Hotfixing.Binary.Elf;
using Hotfixing.Linux;

namespace Hotfixing.Go;

/// <summary>Tells whether a process runs a Go program, by its file.</summary>
internal static class GoRecognition
{
    /// <summary>What it runs; null when it is no Go program.</summary>
    /// <exception cref="AccessDeniedException">It may not be looked at by this user.</exception>
    /// <exception cref="TargetExitedException">It has ended.</exception>
    public static RuntimeDescription? TryRecognize(Target target)
    {
        try
        {
            using var file = MappedFile.Open(TargetFiles.Executable(target));
            return GoBuildInfo.TryRead(ElfFile.Parse(file.Memory, TargetFiles.Executable(target))) is { } build
                ? new RuntimeDescription("Go", Version(build), TargetFiles.ProgramName(target), HasBeenPatched(target))
                : null;
        }
        catch (UnauthorizedAccessException e)
        {
            throw new AccessDeniedException($"{target} belongs to another user, or is protected", e);
        }
        catch (Exception e) when (e is IOException or InvalidBinaryException)
        {
            return null;
        }
    }

    // "go1.24.4", behind which experiments may stand.
    private static string Version(GoBuildInfo build) => build.GoVersion.Split(' ')[0] is var version && version.StartsWith("go", StringComparison.Ordinal)
        ? version[2..] : version;

    // Go maps no memory of its own that can be run and belongs to no file; a patch does.
    private static bool HasBeenPatched(Target target) =>
        MemoryMaps.Read(target).Any(m => !m.IsFile && m.Permissions == "r-xp" && m.Path.Length == 0);
}
