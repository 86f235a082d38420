using Hotfixing.Linux;

namespace Hotfixing.Go.Build;

/// <summary>The flags by which go compiles packages as the running program's were.</summary>
internal static class CompilerFlags
{
    /// <summary>The largest profile that is used, in bytes; the ones in use have up to some megabytes.</summary>
    private const long MaximumProfile = 256 * 1024 * 1024;

    private const int FirstWithProfiles = 21;

    private static readonly string[] Repeated = ["-tags", "-gcflags", "-asmflags", "-trimpath"];

    /// <summary>The flags, each one word.</summary>
    /// <param name="settings">The running program's.</param>
    /// <param name="folder">The folder of the edited main package.</param>
    /// <exception cref="RefusedException">The profile it was compiled with is gone.</exception>
    public static IReadOnlyList<string> Of(BuildSettings settings, string folder) =>
    [
        $"-buildmode={settings.BuildMode}",
        "-buildvcs=false",
        .. Repeated.Where(settings.Settings.ContainsKey).Select(f => $"{f}={settings[f]}"),
        .. settings.MinorVersion >= FirstWithProfiles ? (string[])[$"-pgo={Profile(settings["-pgo"], folder)}"] : [],
    ];

    /// <summary>
    /// A profile is recorded by its path, or by its name alone (-trimpath). The program may name anything: pipes, devices and files of the
    /// kernel's, which have no size, would be read without an end.
    /// </summary>
    private static string Profile(string recorded, string folder) => recorded switch
    {
        "" or "off" => "off",
        _ when Path.IsPathRooted(recorded) && FileStatus.TryRead(recorded) is { IsRegularFile: true, Size: > 0 and <= MaximumProfile } => recorded,
        _ when Path.Combine(folder, Path.GetFileName(recorded)) is var beside && FileStatus.TryRead(beside) is { IsRegularFile: true } => beside,
        _ => throw new RefusedException([BuildDiagnostics.ProfileMissing(recorded)]),
    };
}
