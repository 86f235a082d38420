using Hotfixing.Binary.BuildInfo;

namespace Hotfixing.Go.Compare;

/// <summary>
/// Tells packages that come with Go from those somebody may have edited, by the modules a program was built from (cmd/go/internal/
/// search, IsStandardImportPath: no dot in the first part of the path).
/// </summary>
internal sealed class StandardPackages(GoBuildInfo information)
{
    private readonly string[] _modules =
        [.. information.Dependencies.Select(d => d.Path).Append(information.MainModule?.Path ?? "main").Append("main").Append("command-line-arguments")];

    /// <summary>Whether a package comes with Go.</summary>
    /// <param name="path">Its path; empty for what belongs to no package, which does not.</param>
    public bool Contains(string path)
    {
        if (path.Length == 0 || Array.Exists(_modules, m => path == m || path.StartsWith(m + "/", StringComparison.Ordinal)))
        {
            return false;
        }

        var first = path.Split('/')[0];
        return !first.Contains('.', StringComparison.Ordinal);
    }
}
