using System.Text.Json;
using BenchRunner;
using Hotfixing.Tests.DotNet.Identity;

namespace BenchIdentity;

/// <summary>
/// All methods of each library applied at once to a program that works with it and never pauses, then taken back. What the work gives is compared before,
/// while and after.
/// </summary>
internal static class LiveTable
{
    public static void Print(Tool tool, Library[] libraries, List<string> reasons) => Table.Print(
        "In running programs. Once: static constructors, which have run. Compiled: functions whose new code the runtime has taken, the others are generic and not in use",
        [
            "library", "with a body", "once", "applied", "share", "refused", "functions", "compiled", "apply ms", "stood still ms", "revert ms", "rounds of work",
            "patched", "reverted", "all the while",
        ],
        [.. libraries.Select(library => Row(tool, library, reasons))]);

    private static string[] Row(Tool tool, Library library, List<string> reasons)
    {
        library.Rebuild(Touch.EveryMethod);
        (int methods, int once, int refused, string[] limits) = Foresee(library, reasons);
        using TargetProcess target = new("dotnet", library.Worker, library.Name);
        string original = target.Ask("work");
        target.Ask("begin");
        (TimeSpan applying, JsonElement document) = tool.Run(["apply", target.Id, library.NewBuild, "--yes", .. limits]);
        string patched = target.Ask("work");
        JsonElement listed = tool.Run("list", target.Id).Document.GetProperty("patches")[0].GetProperty("functions");
        TimeSpan reverting = tool.Run("revert", target.Id, "--yes").Taken;
        string reverted = target.Ask("work");
        string[] meanwhile = target.Ask("end").Split(' ', 2);
        Judge(patched == original, "patched", patched);
        Judge(reverted == original, "reverted", reverted);
        Judge(meanwhile[1] == "right", "while it changed", meanwhile[1]);
        int compiled = listed.EnumerateArray().Count(f => f.GetProperty("effect").GetString() == "compiled");
        int applied = methods - once - refused;
        return
        [
            library.Name, $"{methods}", $"{once}", $"{applied}", $"{100.0 * applied / (methods - once):0.00} %", $"{refused}", $"{listed.GetArrayLength()}",
            $"{compiled}", $"{applying.TotalMilliseconds:0}", $"{document.GetProperty("applied").GetProperty("stoodStillMilliseconds").GetDouble():0.0}",
            $"{reverting.TotalMilliseconds:0}", meanwhile[0], Word(patched == original), Word(reverted == original), Word(meanwhile[1] == "right"),
        ];

        void Judge(bool isRight, string when, string what) => reasons.AddRange(isRight ? [] : [$"{library.Name}: WRONG {when}: {what}"]);
    }

    /// <summary>What the plan will do, told by the methods themselves; and the functions to limit it to when some are refused.</summary>
    private static (int Methods, int Once, int Refused, string[] Limits) Foresee(Library library, List<string> reasons)
    {
        (int methods, int once, int refused) = (0, 0, 0);
        List<string> functions = [];
        foreach (string assembly in library.Assemblies)
        {
            using IdentityCheck check = new(assembly, File.ReadAllBytes(library.NewBuildOf(assembly)));
            IdentityResult result = check.HoldAgainstOriginal();
            methods += result.Methods;
            once += check.StaticConstructors;
            refused += result.Refused;
            string[] named = [.. check.Diagnostics.Where(d => d.Severity == Severity.Refusal).Select(d => d.What)];
            reasons.AddRange(named.Select(what => $"{library.Name}: refused: {what}"));
            functions.AddRange(check.Comparison.Changes.Select(c => c.Function).Where(f => !named.Any(what => what.StartsWith($"{f} ", StringComparison.Ordinal))));
        }

        return (methods, once, refused, refused == 0 ? [] : [.. functions.Distinct().SelectMany(f => (string[])["--function", f])]);
    }

    private static string Word(bool isRight) => isRight ? "equal" : "WRONG";
}
