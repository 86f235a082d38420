using System.Globalization;
using System.Text.RegularExpressions;
using Hotfixing.Binary;
using Hotfixing.Binary.Dwarf;
using Hotfixing.Binary.Elf;
using Hotfixing.Binary.GoSym;
using Hotfixing.GoPrograms;
using Hotfixing.Tests.Go;

namespace Hotfixing.Tests.Binary;

public class ReadingFunctionTables
{
    [Theory]
    [MemberData(nameof(GoToolchain.Versions), MemberType = typeof(GoToolchain))]
    public void Every_function_that_nm_lists_is_in_the_table_with_its_address(string version)
    {
        var build = BuiltPair.Of(version, ShopSource.Files);
        var table = TableOf(build.ReadExecutable());
        var expected = Symbols(build).Where(s => s.Kind is 't' or 'T' && s.Size > 0).ToDictionary(s => s.Address, s => s.Name);
        Assert.Equal(expected.Count, table.Count);
        var actual = Enumerable.Range(0, table.Count).Select(i => table[i]).ToList();
        Assert.All(actual, f => Assert.Contains(f.Entry.Value, expected.Keys));
        // The table leaves out what tells calling conventions apart, and 1.19 what generic functions were made for.
        Assert.All(actual, f => Assert.Contains(Dots(f.Name), Plain(expected[f.Entry.Value])));
        Assert.Contains(actual, f => f.Name == (version == "1.19" ? "main.largest[...]" : "main.largest[go.shape.int]"));
    }

    [Theory]
    [MemberData(nameof(GoToolchain.Versions), MemberType = typeof(GoToolchain))]
    public void A_function_is_found_from_each_of_its_addresses_and_from_no_other(string version)
    {
        var table = TableOf(BuiltPair.Of(version, ShopSource.Files).ReadExecutable());
        for (var i = 0; i < table.Count; i += 7)
        {
            var function = table[i];
            foreach (var address in new[] { function.Entry, new ImageAddress(function.End.Value - 1) })
            {
                Assert.Equal(function.Entry, table.Find(address)!.Value.Entry);
            }
        }

        Assert.Null(table.Find(new ImageAddress(table[0].Entry.Value - 1)));
        Assert.Null(table.Find(table[table.Count - 1].End));
    }

    [Theory]
    [MemberData(nameof(GoToolchain.Versions), MemberType = typeof(GoToolchain))]
    public void The_lines_of_a_function_are_those_of_the_source(string version)
    {
        var build = BuiltPair.Of(version, ShopSource.Files);
        var table = TableOf(build.ReadExecutable());
        var entry = new ImageAddress(Symbols(build).Single(s => s.Name == "main.weekday").Address);
        var function = table.Find(entry)!.Value;
        var source = ShopSource.Files.Files["main.go"].Split('\n').Select((text, i) => (text, i + 1)).ToList();
        var describe = table.Find(new ImageAddress(Symbols(build).Single(s => s.Name == "main.describe").Address))!.Value;
        Assert.Equal(source.Single(l => l.text.StartsWith("func describe", StringComparison.Ordinal)).Item2, describe.LineAt(describe.Entry));
        Assert.Equal(Path.Combine(build.Program.Folder, "main.go"), function.FileAt(entry));
        var lines = function.Table(function.Lines).Values.Select(v => v.Value).ToHashSet();
        var returns = source.Where(l => l.text.Contains("day\"", StringComparison.Ordinal) || l.text.Contains("never", StringComparison.Ordinal)).ToList();
        Assert.Equal(10, returns.Count);
        Assert.All(returns, l => Assert.Contains(l.Item2, lines));
        Assert.Null(function.LineAt(function.Entry + 1_000_000));
    }

    [Theory]
    [MemberData(nameof(GoToolchain.Versions), MemberType = typeof(GoToolchain))]
    public void The_frame_of_a_function_is_empty_at_its_entry_and_the_checked_prologue_is_no_safe_point(string version)
    {
        var build = BuiltPair.Of(version, ShopSource.Files);
        var table = TableOf(build.ReadExecutable());
        var function = table.Find(new ImageAddress(Symbols(build).Single(s => s.Name == "main.describe").Address))!.Value;
        Assert.Equal(0, function.FrameSizeAt(function.Entry));
        Assert.Contains(function.Table(function.FrameSizes).Values, v => v.Value > 32);
        // cmp 16(%r14), %rsp is four bytes; then the check must not be taken apart (cmd/internal/obj/x86/obj6.go, StartUnsafePoint).
        Assert.False(function.IsSafePoint(function.Entry + 4));
        Assert.Contains(Enumerable.Range(0, 200), i => function.IsSafePoint(function.Entry + (ulong)i));
    }

    [Fact]
    public void A_table_of_another_version_is_refused()
    {
        var build = BuiltPair.Of("1.24", ShopSource.Files);
        var image = ProgramImage.Of(build.ReadExecutable());
        var header = ModuleOf(image).AddressIn("pcHeader");
        var changed = image.AsLoaded([new(header, new byte[] { 0xfb, 0xff, 0xff, 0xff })], 0);
        Assert.Contains("magic 0xfffffffb", Assert.Throws<InvalidBinaryException>(() => new FunctionTable(ModuleOf(changed))).Message);
    }

    internal static RuntimeModule ModuleOf(ProgramImage image) =>
        RuntimeModule.First(image, ModuleLayout.Of(image.File.Name, DwarfInformation.Read(image)));

    private static IEnumerable<string> Plain(string symbol)
    {
        var plain = Dots(symbol.Replace(".abi0", "", StringComparison.Ordinal));
        return [plain, Regex.Replace(plain, @"\[.*\]", "[...]")];
    }

    private static string Dots(string name) => name.Replace('·', '.');

    private static FunctionTable TableOf(ElfFile file) => new(ModuleOf(ProgramImage.Of(file)));

    private static List<(ulong Address, ulong Size, char Kind, string Name)> Symbols(BuiltPair build)
    {
        var toolchain = build.Program.Toolchain;
        return toolchain.Run(build.Program.Folder, toolchain.Variables(), "tool", "nm", "-size", build.Executable).Split('\n')
            .Select(l => Regex.Match(l, @"^\s*([0-9a-f]+)\s+(\d+)\s+(\w) (.+)$")).Where(m => m.Success)
            .Select(m => (Hex(m.Groups[1].Value), ulong.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture), m.Groups[3].Value[0], m.Groups[4].Value))
            .ToList();
    }

    private static ulong Hex(string text) => ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
