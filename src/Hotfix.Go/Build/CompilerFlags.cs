namespace Hotfixing.Go.Build;

/// <summary>The flags by which go compiles packages as the running program's were.</summary>
internal static class CompilerFlags
{
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

    /// <summary>A profile is recorded by its path, or by its name alone (-trimpath).</summary>
    private static string Profile(string recorded, string folder) => recorded switch
    {
        "" or "off" => "off",
        _ when Path.IsPathRooted(recorded) && File.Exists(recorded) => recorded,
        _ when Path.Combine(folder, Path.GetFileName(recorded)) is var beside && File.Exists(beside) => beside,
        _ => throw new RefusedException([BuildDiagnostics.ProfileMissing(recorded)]),
    };
}
