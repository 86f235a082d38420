using System.Text.Json;
using BenchRunner;

namespace BenchIdentity;

/// <summary>That the work shows what code runs: with every text of the library another, it must not give what it gave.</summary>
internal static class ControlTable
{
    public static void Print(Tool tool, Library[] libraries, List<string> reasons) => Table.Print(
        "Control: the same, with every text of the library another; the work must tell", ["library", "functions", "patched"],
        [.. libraries.Select(library => Row(tool, library, reasons))]);

    private static string[] Row(Tool tool, Library library, List<string> reasons)
    {
        string folder = Path.Combine(library.NewBuilds, "Control");
        Directory.CreateDirectory(folder);
        foreach (string assembly in library.Assemblies)
        {
            File.WriteAllBytes(Path.Combine(folder, Path.GetFileName(assembly)), ControlBuild.Of(assembly));
        }

        using TargetProcess target = new("dotnet", library.Worker, library.Name);
        string original = target.Ask("work");
        JsonElement applied = tool.Run("apply", target.Id, folder, "--yes").Document.GetProperty("applied");
        bool tells = target.Ask("work") != original;
        reasons.AddRange(tells ? [] : [$"{library.Name}: the work gives the same with other code; it shows nothing"]);
        return [library.Name, $"{applied.GetProperty("functions").GetArrayLength()}", tells ? "differs" : "EQUAL"];
    }
}
