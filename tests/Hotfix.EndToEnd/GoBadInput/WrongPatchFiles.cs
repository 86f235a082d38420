using Hotfixing.Go.Build;
using Hotfixing.GoPrograms;

namespace Hotfixing.EndToEnd.GoBadInput;

/// <summary>A patch file is damaged, of another format, or for another build.</summary>
public sealed class WrongPatchFiles : IDisposable
{
    private readonly GoBakery bakery = GoBakery.Start();
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("hotfix-test-");

    private string Patch => Path.Combine(folder.FullName, "fix.hotfix");

    public void Dispose()
    {
        bakery.IsUntouched();
        bakery.Dispose();
        folder.Delete(recursive: true);
    }

    [Fact]
    public void A_good_one_is_planned_where_there_is_no_toolchain()
    {
        Build(GoBakery.Edited, bakery.ProcessId);
        var plan = HotfixCommand.RunThrough([.. WithoutGo.Command(folder.FullName)], "plan", bakery.ProcessId, Patch).Succeeds();
        Assert.Contains("changes 3 functions", plan);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(63)]
    [InlineData(500)]
    [InlineData(-1)]
    public void A_file_that_was_cut_off(int length)
    {
        Build(GoBakery.Edited, bakery.ProcessId);
        var whole = File.ReadAllBytes(Patch);
        File.WriteAllBytes(Patch, whole[..(length < 0 ? whole.Length + length : length)]);
        Refuse("HF4315");
    }

    // What is where: PatchFileHeader. The version is not among them, since another one is no damage.
    [Theory]
    [InlineData(0)]
    [InlineData(12)]
    [InlineData(16)]
    [InlineData(24)]
    [InlineData(32)]
    [InlineData(PatchFileHeader.Size)]
    [InlineData(-1)]
    public void A_file_that_was_changed_in_any_part(int at)
    {
        Build(GoBakery.Edited, bakery.ProcessId);
        Change(at, 0x41);
        Refuse("HF4315");
    }

    [Fact]
    public void A_file_of_another_format()
    {
        Build(GoBakery.Edited, bakery.ProcessId);
        Change(8, (byte)(PatchFileHeader.CurrentVersion ^ 9));
        Refuse("HF4316", "has format version 9");
    }

    [Fact]
    public void A_file_for_another_build()
    {
        Build(GoBakery.Edited, GoProgram.Build(GoToolchain.Require("1.24"), GoBakery.Sources, new GoBuildOptions { Arguments = ["-trimpath"] }).Executable);
        Refuse("HF4317", "was made for the build");
    }

    [Fact]
    public void A_file_of_something_else_by_that_name()
    {
        File.WriteAllText(Patch, string.Concat(Enumerable.Repeat("not a patch\n", 100)));
        Refuse("HF4315", "it does not begin as a patch file does");
    }

    [Fact]
    public void An_object_that_is_none_in_a_file_that_is_whole()
    {
        var settings = BuildSettingsReader.Read(Binary.Elf.ElfFile.Read(GoBakery.Original.Executable));
        PatchFile.Write(Patch, new RebuiltProgram { Settings = settings, Object = "not an object"u8.ToArray(), StandardPackages = new HashSet<string>(), Diagnostics = [] }, folder.FullName);
        Run("apply").Fails("fix.hotfix: ");
        Assert.Equal("invalidBinary", Run("apply", "--json").Document().GetProperty("error").GetProperty("kind").GetString());
    }

    private void Build(string sources, string like) => HotfixCommand.Run("build", sources, "-o", Patch, "--like", like).Succeeds();

    private void Change(int at, byte with)
    {
        var bytes = File.ReadAllBytes(Patch);
        bytes[at < 0 ? bytes.Length + at : at] ^= with;
        File.WriteAllBytes(Patch, bytes);
    }

    private CommandResult Run(string command, params string[] options) => HotfixCommand.Run([command, bakery.ProcessId, Patch, .. options]);

    private void Refuse(string id, string said = "")
    {
        var result = Run("apply");
        result.HasRefusedPlan(id);
        Assert.Contains(said, result.Out);
    }
}
