namespace Hotfixing.Go.Build;

/// <summary>Finds the toolchain of exactly one version, wherever Go's own installers and distributions put them.</summary>
internal static class ToolchainSearch
{
    /// <summary>The variable that names a toolchain, and ends the search.</summary>
    public const string Variable = "HOTFIX_GO";

    private const int MostCandidates = 256;

    /// <summary>Finds it.</summary>
    /// <param name="version">The version, such as "go1.24.4".</param>
    /// <param name="named">The value of <see cref="Variable"/>.</param>
    /// <exception cref="RefusedException">It is not here, or the one that was named is another.</exception>
    public static Toolchain Find(string version, string? named)
    {
        if (named is { Length: > 0 })
        {
            var toolchain = Toolchain.TryRead(named);
            return toolchain?.Version == version ? toolchain : throw new RefusedException([BuildDiagnostics.NamedToolchainUnfit(named, toolchain?.Version, version)]);
        }

        var others = new List<string>();
        foreach (var place in Places(version).Take(MostCandidates))
        {
            if (Toolchain.TryRead(place) is not { } found)
            {
                continue;
            }

            if (found.Version == version)
            {
                return found;
            }

            others.Add($"{found.Version} in {found.Root}");
        }

        throw new RefusedException([BuildDiagnostics.ToolchainMissing(version, [.. others.Distinct()])]);
    }

    private static IEnumerable<string> Places(string version)
    {
        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            yield return Path.Combine(folder, "go");
        }

        if (Environment.GetEnvironmentVariable("GOROOT") is { Length: > 0 } root)
        {
            yield return root;
        }

        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var modules = Environment.GetEnvironmentVariable("GOMODCACHE")
            ?? Path.Combine((Environment.GetEnvironmentVariable("GOPATH") ?? Path.Combine(home, "go")).Split(':')[0], "pkg", "mod");

        // golang.org/dl, the go command's own downloads, distributions, the official archive.
        yield return Path.Combine(home, "sdk", version);
        yield return Path.Combine(modules, "golang.org", $"toolchain@v0.0.1-{version}.linux-amd64");
        foreach (var installed in FoldersIn("/usr/lib", "go*").Concat(FoldersIn("/usr/local", "go*")).Concat(FoldersIn(Path.Combine(home, "sdk"), "go*")))
        {
            yield return installed;
        }

        // What scripts/go-toolchains.sh unpacked.
        var cache = Environment.GetEnvironmentVariable("HOTFIX_GO_CACHE")
            ?? Path.Combine(Environment.GetEnvironmentVariable("XDG_CACHE_HOME") ?? Path.Combine(home, ".cache"), "hotfix", "go");
        foreach (var unpacked in FoldersIn(cache, "1.*"))
        {
            yield return unpacked;
        }
    }

    private static IEnumerable<string> FoldersIn(string folder, string pattern) =>
        Directory.Exists(folder) ? Directory.EnumerateDirectories(folder, pattern).Order(StringComparer.Ordinal) : [];
}
