namespace Hotfixing.Go.Build;

/// <summary>
/// The variables go runs with: those of the running program's build, the operator's caches and C compiler, and nothing that fetches
/// from the network, picks another toolchain, or changes what is built.
/// </summary>
internal static class GoEnvironment
{
    /// <summary>What is asked of the operator's own configuration: variables, and what go env -w has written.</summary>
    private static readonly string[] Kept = ["GOPATH", "GOMODCACHE", "GOCACHE", "GOWORK", "CC", "CXX", "AR", "PKG_CONFIG"];

    private static readonly string[] Recorded = ["CGO_ENABLED", "CGO_CFLAGS", "CGO_CPPFLAGS", "CGO_CXXFLAGS", "CGO_LDFLAGS", "GOAMD64"];

    /// <summary>Works them out for the sources in a folder.</summary>
    public static IReadOnlyDictionary<string, string> Of(Toolchain toolchain, BuildSettings settings, string folder)
    {
        var variables = Neutral(toolchain);
        var answer = new GoCommand(toolchain, folder, WithOperators(variables), null).Run(["env", .. Kept]);
        foreach (var (name, value) in Kept.Zip(answer.Output.Split('\n')).Where(v => answer.IsGood && v.Second.Length > 0))
        {
            variables[name] = value;
        }

        foreach (var name in Recorded.Where(settings.Settings.ContainsKey))
        {
            variables[name] = settings[name];
        }

        // Without a module there was none to be found, or modules were off.
        if (settings.MainModule.Length == 0 && settings.MainPackage != BuildSettings.FromFiles)
        {
            variables["GO111MODULE"] = "off";
        }

        variables["GOENV"] = "off";
        return variables;
    }

    private static Dictionary<string, string> WithOperators(Dictionary<string, string> variables)
    {
        var all = new Dictionary<string, string>(variables);
        foreach (var name in Kept.Append("GOENV"))
        {
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
            {
                all[name] = value;
            }
        }

        return all;
    }

    private static Dictionary<string, string> Neutral(Toolchain toolchain) => new()
    {
        ["GOROOT"] = toolchain.Root,
        ["GOTOOLCHAIN"] = "local",
        ["GOFLAGS"] = "",
        ["GOPROXY"] = "off",
        ["GOSUMDB"] = "off",
        ["GOVCS"] = "*:off",
        ["GOOS"] = "linux",
        ["GOARCH"] = "amd64",
    };
}
