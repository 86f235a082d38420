using System.Diagnostics;
using BenchRunner;
using Hotfixing.Tests.DotNet.Identity;

namespace BenchIdentity;

/// <summary>
/// Each assembly through the stages of a plan that need no process; then every linked body against that of the original, which no stage of the plan does.
/// </summary>
internal static class OfflineTable
{
    public static void Print(Library[] libraries, Touch touch, List<string> reasons)
    {
        List<string[]> rows = [];
        foreach (Library library in libraries)
        {
            library.Rebuild(touch);
            rows.AddRange(library.Assemblies.Select(assembly => Row(assembly, library.NewBuildOf(assembly, touch), reasons)));
        }

        Table.Print(
            $"As files, touched: {touch}. Verified are the methods whose linked code is the original's, wherever it stands",
            ["assembly", "with a body", "touched", "in place", "in the delta", "unchanged", "verified", "share", "left behind", "wrong", "ms"], rows);
    }

    private static string[] Row(string assembly, string newBuild, List<string> reasons)
    {
        string name = Path.GetFileNameWithoutExtension(assembly);
        long begin = Stopwatch.GetTimestamp();
        using IdentityCheck check = new(assembly, File.ReadAllBytes(newBuild));
        TimeSpan taken = Stopwatch.GetElapsedTime(begin);
        IdentityResult result = check.HoldAgainstOriginal();
        reasons.AddRange(result.Faults.Select(fault => $"{name}: WRONG: {fault}"));
        reasons.AddRange(check.Diagnostics.Where(d => d.Severity == Severity.Refusal).Select(d => $"{name}: {d.Id}: {d.What}"));
        int verified = result.Methods - result.LeftBehind - result.Faults.Count;
        return
        [
            name, $"{result.Methods}", $"{result.InPlace + result.Moved + result.LeftBehind}", $"{result.InPlace}", $"{result.Moved}", $"{result.Unchanged}",
            $"{verified}", $"{100.0 * verified / result.Methods:0.00} %", $"{result.LeftBehind}", $"{result.Faults.Count}", $"{taken.TotalMilliseconds:0}",
        ];
    }
}
