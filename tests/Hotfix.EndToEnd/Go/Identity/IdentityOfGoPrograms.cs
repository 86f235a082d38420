using Hotfixing.Binary.Elf;
using Hotfixing.Go;
using Hotfixing.Go.Build;
using Hotfixing.Go.Compare;
using Hotfixing.GoPrograms;

namespace Hotfixing.EndToEnd.Go.Identity;

/// <summary>
/// Programs nobody here wrote: every function outside the runtime counts as changed, all are replaced by themselves at once in the running
/// program, and its work has the result it has without.
/// </summary>
public sealed class IdentityOfGoPrograms : IDisposable
{
    private const int MostAttempts = 40;

    private static readonly Dictionary<string, IdentityWork> Works = new IdentityWork[]
    {
        new("net/http", true) { Arguments = ["-test.v", "-test.short", "-test.timeout=200s", "-test.run=Transport|Serve|Client|Request|Response|Cookie|Header|Hijack"] },
        new("encoding/json", true) { Arguments = ["-test.v"] },
        new("text/template", true) { Arguments = ["-test.v"] },
        new("regexp", true) { Arguments = ["-test.v", "-test.short"] },
        new("math/big", true) { Arguments = ["-test.v", "-test.short"] },
        new("compress/flate", true) { Arguments = ["-test.v", "-test.short"] },
        new("go/types", true) { Arguments = ["-test.v", "-test.short"] },
        new("cmd/gofmt", false) { Arguments = ["GATE"], Input = "src/go/printer/nodes.go" },
        new("cmd/compile", false)
        {
            Arguments = ["-p", "go/printer", "-complete", "-c=2", "-importcfg", "WORK/importcfg", "-o", "WORK/printer.a", "GATE", "ROOT/src/go/printer/printer.go", "ROOT/src/go/printer/comment.go", "ROOT/src/go/printer/gobuild.go"],
            Input = "src/go/printer/nodes.go",
            Imports = "go/printer",
            Result = "printer.a",
        },
        new("cmd/asm", false) { Arguments = ["-p", "math/big", "-I", "ROOT/pkg/include", "-o", "WORK/arith.o", "GATE"], Input = "src/math/big/arith_amd64.s", Result = "arith.o" },
        new("cmd/go", false) { Arguments = ["list", "-deps", "-json", "net/http", "cmd/vet"], Environment = new Dictionary<string, string> { ["GOENV"] = "GATE" } },
    }.ToDictionary(w => w.Package);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("hotfix-test-");

    public static TheoryData<string, string> Large => [.. from work in Works.Keys from version in GoToolchain.Versions where work != "cmd/gofmt" select (work, version.Data)];

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData("cmd/gofmt", "1.19")]
    [InlineData("cmd/gofmt", "1.26")]
    public void A_small_program_does_its_work_with_every_function_replaced(string package, string version) => Check(package, version);

    [Theory(Explicit = true)]
    [MemberData(nameof(Large))]
    public void A_large_program_does_its_work_with_every_function_replaced(string package, string version) => Check(package, version);

    private void Check(string package, string version)
    {
        var (toolchain, work) = (GoToolchain.Require(version), Works[package]);
        var program = TouchedProgram.Build(toolchain, package, work.IsTest, Directory.CreateDirectory(Path.Combine(folder.FullName, "program")).FullName);
        var rebuilt = program.Rebuild();
        string expected;
        using (var untouched = Start(toolchain, work, program.Executable))
        {
            expected = untouched.Finish();
        }

        Assert.Contains(work.IsTest ? "--- PASS: Test" : "0\n", expected, StringComparison.Ordinal);

        using var run = Start(toolchain, work, program.Executable);
        var names = MissingFunctions.FunctionsIn(ElfFile.Read(program.Executable)).Where(f => SymbolName.Package(f) is { Length: > 0 } p && !rebuilt.StandardPackages.Contains(p)).ToHashSet(StringComparer.Ordinal);
        var left = new Dictionary<string, string>(StringComparer.Ordinal);
        bool IsTouched(string function) => names.Contains(function) && !left.ContainsKey(function);
        using var session = new GoPatchSession(
            Hotfixing.Go.Inspect.GoProcess.Read(run.Target),
            (runtime, history, patch, progress) => GoPatchPlanner.Plan(runtime, history, patch, progress, new EditedProgram { Read = (_, _, _, _) => rebuilt, IsTouched = IsTouched }));
        var patch = new Patch(program.Executable, []);
        var plan = session.Plan(patch);
        for (var attempt = 0; plan.IsRefused && attempt < MostAttempts; attempt++)
        {
            // A patch is refused as a whole: what a refusal names is left alone, and the rest is tried again.
            foreach (var refusal in plan.Diagnostics.Where(d => d.Severity == Severity.Refusal))
            {
                left[Subject(refusal, names)] = refusal.Id;
            }

            plan = session.Plan(patch);
        }

        Assert.False(plan.IsRefused, string.Join("\n", plan.Diagnostics.Where(d => d.Severity == Severity.Refusal)));
        session.Apply(plan, null, CancellationToken.None);
        Assert.Equal(expected, run.Finish());
        new IdentityShare(names, plan, left).Append(package, version);
    }

    private static string Subject(Diagnostic refusal, IReadOnlySet<string> names) =>
        names.Where(n => refusal.What.Contains(n, StringComparison.Ordinal)).MaxBy(n => n.Length) ?? throw new InvalidOperationException($"{refusal} {refusal.Why}");

    // Always in the same folder: its name becomes part of what some programs make.
    private IdentityRun Start(GoToolchain toolchain, IdentityWork work, string executable)
    {
        var place = Path.Combine(folder.FullName, "work");
        if (Directory.Exists(place))
        {
            Directory.Delete(place, recursive: true);
        }

        Directory.CreateDirectory(place);
        if (work.Imports.Length > 0)
        {
            File.WriteAllText(Path.Combine(place, "importcfg"), toolchain.Run(
                place, toolchain.Variables(), "list", "-export", "-deps", "-f", "{{if .Export}}packagefile {{.ImportPath}}={{.Export}}{{end}}", work.Imports));
        }

        return IdentityRun.Start(toolchain, work, executable, place);
    }
}
