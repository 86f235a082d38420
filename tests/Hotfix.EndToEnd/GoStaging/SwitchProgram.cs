using System.Globalization;

using Hotfixing.GoPrograms;

namespace Hotfixing.EndToEnd.GoStaging;

/// <summary>The running program of Subjects/Switch.go, and a patch file that brings all its functions from version 1 to version 2.</summary>
internal sealed class SwitchProgram : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private readonly SubjectProcess process;
    private int switches;

    private SwitchProgram(SubjectProcess process, string patch) => (this.process, Patch) = (process, patch);

    /// <summary>The patch file.</summary>
    public string Patch { get; }

    public string Id => process.Target.ProcessId.ToString(CultureInfo.InvariantCulture);

    /// <summary>The version all its functions are of.</summary>
    public int Version { get; private set; } = 1;

    public static SwitchProgram Start(string version)
    {
        var program = GoProgram.Build(GoToolchain.Require(version), Sources(1));
        var patch = $"{program.Executable}.hotfix";
        if (!File.Exists(patch))
        {
            HotfixCommand.Run("build", GoProgram.Write(Sources(2)), "-o", patch, "--like", program.Executable).Succeeds();
        }

        return new SwitchProgram(SubjectProcess.StartThrough([program.Executable]), patch);
    }

    public void Apply() => Switched(2, HotfixCommand.Run("apply", Id, Patch, "--yes"));

    public void Revert() => Switched(1, HotfixCommand.Run("revert", Id));

    /// <summary>Sees that the next tool finds what the last one left, whichever of the two versions that is.</summary>
    public void AssertIsOneOrTheOther()
    {
        SwitchedTo(HotfixCommand.Run("list", Id).Succeeds().Contains("no patch is applied", StringComparison.Ordinal) ? 1 : 2);
        AssertIsWell();
    }

    /// <summary>
    /// Sees that no thread stands still, that all functions are of one version, and that none of the goroutines has ever seen anything
    /// else: each has met another version than before as often as the program was switched, and no more.
    /// </summary>
    public void AssertIsWell()
    {
        Assert.Equal(string.Join(' ', Enumerable.Repeat(Version, 6)), process.Ask("values"));
        var before = Numbers("counts");
        Assert.True(SpinWait.SpinUntil(() => Numbers("counts").Zip(before).All(c => c.First > c.Second + 1), Deadline), "a goroutine stands still");
        Assert.All(Numbers("flips"), f => Assert.Equal(switches, f));
        Assert.Equal("0", process.Ask("bad"));
        foreach (var thread in Directory.GetDirectories($"/proc/{Id}/task"))
        {
            Assert.DoesNotMatch(@"State:\s*[tT]", File.ReadAllText($"{thread}/status"));
            Assert.Matches(@"TracerPid:\s*0\b", File.ReadAllText($"{thread}/status"));
        }
    }

    public void Dispose() => process.Dispose();

    private void Switched(int version, CommandResult result)
    {
        result.Succeeds();
        Assert.NotEqual(version, Version);
        SwitchedTo(version);
        AssertIsWell();
    }

    private void SwitchedTo(int version) => (switches, Version) = (switches + (version == Version ? 0 : 1), version);

    private long[] Numbers(string command) =>
        [.. process.Ask(command).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(n => long.Parse(n, CultureInfo.InvariantCulture))];

    private static GoSources Sources(int version) =>
        GoSources.OfMain(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Subjects", "Switch.go.txt"))).Replace("VALUE", $"{version}");
}
