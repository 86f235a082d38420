using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

using Hotfixing.GoPrograms;
using Hotfixing.Linux;

namespace Hotfixing.EndToEnd.Go.Identity;

/// <summary>
/// A program that waits for a pipe before it does its work, so that it can be patched first. It is no child of ours, as with
/// <see cref="SubjectProcess"/>.
/// </summary>
internal sealed partial class IdentityRun : IDisposable
{
    private const string Command = """sh -c 'echo $$ >"$HOTFIX_TEST_OUTPUT.id"; exec "$0" "$@"' "$0" "$@" >"$HOTFIX_TEST_OUTPUT" 2>&1 </dev/null; echo $? >"$HOTFIX_TEST_OUTPUT.status.new"; mv "$HOTFIX_TEST_OUTPUT.status.new" "$HOTFIX_TEST_OUTPUT.status" """;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(4);

    private readonly IdentityWork work;
    private readonly GoToolchain toolchain;
    private readonly string folder;
    private readonly Process shell;

    private IdentityRun(GoToolchain toolchain, IdentityWork work, string executable, string folder)
    {
        (this.work, this.toolchain, this.folder) = (work, toolchain, folder);
        Directory.CreateDirectory(folder);
        using (var maker = Process.Start("mkfifo", Gate))
        {
            maker.WaitForExit(Deadline);
        }

        var start = new ProcessStartInfo("sh", ["-c", Command, executable, .. work.Arguments.Select(Place)]) { WorkingDirectory = Path.Combine(toolchain.Root, "src", work.Package) };
        foreach (var (name, value) in toolchain.Variables().Concat(work.Environment))
        {
            start.Environment[name] = Place(value);
        }

        start.Environment[TouchedProgram.WaitsFor] = work.IsTest ? Gate : "";
        start.Environment["HOTFIX_TEST_OUTPUT"] = Output;
        shell = Process.Start(start)!;
        var id = $"{Output}.id";
        Assert.True(SpinWait.SpinUntil(() => File.Exists(id) && File.ReadAllText(id).EndsWith('\n'), Deadline), "it does not start");
        Target = ProcessStatus.TryRead(int.Parse(File.ReadAllText(id), CultureInfo.InvariantCulture))!.Target;
    }

    public Target Target { get; }

    private string Gate => Path.Combine(folder, "gate");

    private string Output => Path.Combine(folder, "output");

    /// <summary>Starts it; it waits at the gate, or soon will.</summary>
    public static IdentityRun Start(GoToolchain toolchain, IdentityWork work, string executable, string folder) => new(toolchain, work, executable, folder);

    /// <summary>Lets it do its work, and tells how that ended: the status, what it printed without times, and what it made.</summary>
    public string Finish()
    {
        var text = work.Input.Length == 0 ? [] : File.ReadAllBytes(Path.Combine(toolchain.Root, work.Input));
        var feeding = Task.Run(() => File.WriteAllBytes(Gate, text));
        if (!shell.WaitForExit(Deadline))
        {
            throw new TimeoutException($"{work.Package} does not end: {File.ReadAllText(Output)}");
        }

        Assert.True(feeding.Wait(Deadline), "it did not read its pipe");
        var made = work.Result.Length == 0 ? "" : Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, work.Result))));
        return $"{File.ReadAllText($"{Output}.status")}{Times().Replace(Printed(), "")}{made}";
    }

    public void Dispose()
    {
        if (!shell.HasExited && ProcessStatus.IsRunning(Target))
        {
            using var process = Process.GetProcessById(Target.ProcessId);
            process.Kill();
        }

        shell.Dispose();
    }

    // Which tests passed. What they log besides, and their order, depend on how their goroutines run.
    private string Printed() => work.IsTest
        ? string.Join('\n', File.ReadLines(Output).Where(l => l.TrimStart().StartsWith("--- ", StringComparison.Ordinal) || l.StartsWith("panic", StringComparison.Ordinal) || l is "PASS" or "FAIL").Order(StringComparer.Ordinal))
        : File.ReadAllText(Output);

    private string Place(string text) => text.Replace("GATE", Gate, StringComparison.Ordinal).Replace("WORK", folder, StringComparison.Ordinal)
        .Replace("ROOT", toolchain.Root, StringComparison.Ordinal);

    [GeneratedRegex(@"\d+(\.\d+)?s\b")]
    private static partial Regex Times();
}
