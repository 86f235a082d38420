using Hotfixing.Binary.BuildInfo;
using Hotfixing.Binary.Elf;
using Hotfixing.GoPrograms;
using Hotfixing.Tests.Go;

namespace Hotfixing.Tests.Binary;

public class ReadingBuildInfo
{
    [Theory]
    [MemberData(nameof(GoToolchain.Versions), MemberType = typeof(GoToolchain))]
    public void Everything_that_go_version_prints_is_read(string version)
    {
        var program = BuiltPair.Of(version, ShopSource.Files);
        var printed = Print(program);
        Assert.Equal(printed, Written(GoBuildInfo.TryRead(program.ReadExecutable())!));
        Assert.Contains(printed, l => l == "path\texample.com/shop");
    }

    [Fact]
    public void Settings_that_hold_blanks_and_quotes_are_read()
    {
        var program = BuiltPair.Of("1.24", ShopSource.Files, linkerFlags: "-X=main.greeting=a\"b\\c", flags: ["-tags", "one,two", "-trimpath"]);
        var information = GoBuildInfo.TryRead(program.ReadExecutable())!;
        Assert.Equal("one,two", information.Settings["-tags"]);
        Assert.Equal("true", information.Settings["-trimpath"]);
        Assert.Equal("0", information.Settings["CGO_ENABLED"]);
        Assert.DoesNotContain("-race", information.Settings.Keys);
        var text = new GoBuildInfoText("x", "build\t-ldflags=\"-X 'a=b c' \\\"\\u00e4\\x41\\n\"\nbuild\t`k=1`=v=w\n");
        Assert.Equal("-X 'a=b c' \"\u00e4A\n", text.Settings["-ldflags"]);
        Assert.Equal("v=w", text.Settings["k=1"]);
    }

    [Fact]
    public void A_module_that_another_one_replaces_is_read()
    {
        var text = new GoBuildInfoText("x", "path\ta/b\nmod\ta\t(devel)\t\ndep\tc\tv1.0.0\n=>\t./d\t(devel)\t\ndep\te\tv2.0.0\th1:x=\n");
        Assert.Equal(new GoModule("a", "(devel)", ""), text.MainModule);
        Assert.Equal([new GoModule("c", "v1.0.0", "", new GoModule("./d", "(devel)", "")), new GoModule("e", "v2.0.0", "h1:x=")], text.Dependencies);
    }

    [Theory]
    [InlineData("build")]
    [InlineData("build\tx")]
    [InlineData("build\t\"x=1")]
    [InlineData("build\tx=\"\\q\"")]
    [InlineData("build\tx=\"\\u12\"")]
    [InlineData("=>\ta\tb\tc")]
    [InlineData("dep\ta\tb\tc\td")]
    public void A_line_that_makes_no_sense_is_named(string line) =>
        Assert.Contains(line[..2], Assert.Throws<InvalidBinaryException>(() => new GoBuildInfoText("x", line + "\n")).Message, StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(GoToolchain.Versions), MemberType = typeof(GoToolchain))]
    public void The_build_id_is_the_one_the_go_command_prints(string version)
    {
        var program = BuiltPair.Of(version, ShopSource.Files);
        var printed = Go(program, "tool", "buildid", program.Executable).Trim();
        Assert.Equal(printed, GoBuildInfo.TryRead(program.ReadExecutable())!.BuildId);
        Assert.True(printed.Length > 20);
    }

    [Fact]
    public void A_program_that_Go_did_not_build_has_none() => Assert.Null(GoBuildInfo.TryRead(ElfFile.Read("/bin/true")));

    [Fact]
    public void Information_that_is_cut_off_is_refused()
    {
        var bytes = File.ReadAllBytes(BuiltPair.Of("1.24", ShopSource.Files).Executable);
        var start = (int)ElfFile.Parse((byte[])bytes.Clone(), "x").Section(".go.buildinfo")!.Offset;
        bytes.AsSpan(start + 32, 4).Fill(0xff);
        Assert.Contains("cut off", Assert.Throws<InvalidBinaryException>(() => GoBuildInfo.TryRead(ElfFile.Parse(bytes, "x"))).Message, StringComparison.Ordinal);
        bytes[start + 15] = 0;
        Assert.Contains("1.17", Assert.Throws<InvalidBinaryException>(() => GoBuildInfo.TryRead(ElfFile.Parse(bytes, "x"))).Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Print(BuiltPair program)
    {
        var lines = Go(program, "version", "-m", program.Executable).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return lines.Skip(1).Select(l => l.Trim('\t')).Prepend(lines[0].Split(": ")[1]);
    }

    private static string Go(BuiltPair program, params string[] arguments) =>
        program.Program.Toolchain.Run(program.Program.Folder, program.Program.Toolchain.Variables(), arguments);

    private static IEnumerable<string> Written(GoBuildInfo information) =>
    [
        information.GoVersion,
        $"path\t{information.MainPackage}",
        $"mod\t{information.MainModule!.Path}\t{information.MainModule.Version}",
        .. information.Dependencies.Select(d => $"dep\t{d.Path}\t{d.Version}\t{d.Sum}"),
        .. information.Settings.Select(s => $"build\t{s.Key}={s.Value}"),
    ];
}
