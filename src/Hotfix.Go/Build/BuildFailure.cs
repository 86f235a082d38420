using System.Text.RegularExpressions;

namespace Hotfixing.Go.Build;

/// <summary>Says in the words of go why sources could not be built.</summary>
internal static partial class BuildFailure
{
    private const int MostLines = 60;

    /// <summary>The refusal that a failed compilation means.</summary>
    public static RefusedException Of(string folder, string output)
    {
        var lines = Lines(output);
        return new RefusedException([
            NoCompiler().IsMatch(output) ? BuildDiagnostics.NoCompilerForC(lines)
                : NoModule().IsMatch(output) ? BuildDiagnostics.ModulesMissing(folder, lines)
                : BuildDiagnostics.DoesNotCompile(folder, lines)]);
    }

    /// <summary>The lines as they were written, without the harmless ones and without an end that nobody reads.</summary>
    public static string Lines(string output)
    {
        var lines = output.TrimEnd().Split('\n').Where(l => !l.Contains("cannot find runtime/cgo", StringComparison.Ordinal)).Select(l => l.TrimEnd().Replace("\t", "    ", StringComparison.Ordinal)).ToList();
        return string.Join('\n', lines.Count <= MostLines ? lines : [.. lines.Take(MostLines), $"and {lines.Count - MostLines} lines more"]);
    }

    [GeneratedRegex(@"C compiler .*not found|exec: ""(gcc|cc|clang|g\+\+)[^""]*"": executable file not found")]
    private static partial Regex NoCompiler();

    [GeneratedRegex(@"GOPROXY=off|missing go\.sum entry|cannot find module providing|no required module provides|inconsistent vendoring|disabled by -mod=vendor|updates to go\.(mod|sum|work) needed")]
    private static partial Regex NoModule();
}
